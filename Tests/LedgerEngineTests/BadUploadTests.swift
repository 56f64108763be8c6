import LedgerEngine
import LedgerRecords
import Settlement
import Synchronization
import Testing
import Wire
import World

/// What strangers may send to a ledger: refused or answered in work that is counted, while the honest
/// of the same batch have the answers that they would have had.
@Suite("Bad uploads") struct BadUploadTests {
  /// What a batch has made durable.
  private final class Rows: LedgerStorage {
    let name = "rows"
    let isShared = false
    let last = Mutex<BookChanges?>(nil)
    func open() -> Book { Book() }
    func prepare(_ book: inout Book, for names: BatchNames) {}
    func commit(_ changes: BookChanges) { last.withLock { $0 = changes } }
    var rows: Int {
      last.withLock { changes in
        guard let changes else { return 0 }
        return changes.accounts.count + changes.purses.count + changes.payments.count
          + changes.uploads.count + changes.transactions.count + changes.refusals.count
          + changes.proofs.count + changes.acceptances.count + changes.evidence.count
      }
    }
  }

  private struct End {
    var results: [SyncResult]
    var checks: UInt64
    var rows: Int
    var shadows: [UInt64: UInt64]
  }

  private func settle(_ stage: Stage, _ uploads: [Packet]) throws -> End {
    var engine = Town.engine(stage)
    let store = Rows()
    let before = engine.ledger.book.totals.signatureChecks
    let results = try engine.settle(uploads, time: ModelBank.start, on: store)
    return End(
      results: results, checks: engine.ledger.book.totals.signatureChecks - before,
      rows: store.rows, shadows: Town.balances(engine.ledger.book))
  }

  @Test("LED-80: one upload sent 5,000 times costs one check and one row each of what it changes")
  func replayed() throws {
    let (stage, uploads) = try Town.make()
    let once = try settle(stage, [uploads[0], uploads[1]])
    let often = try settle(
      stage, [uploads[0]] + Array(repeating: uploads[0], count: 5_000) + [uploads[1]])
    #expect(often.checks == once.checks && often.rows == once.rows)
    #expect(often.shadows == once.shadows)
    #expect(try often.results.last?.get().grant == once.results[1].get().grant)
    let grant = try once.results[0].get().grant
    #expect(try often.results[1...5_000].allSatisfy { try $0.get().grant == grant })
  }

  @Test("LED-80, SYN-5: entries that are lost, doubled, moved or altered are refused for one check")
  func garbled() throws {
    let (stage, uploads) = try Town.make()
    let honest = try settle(stage, [uploads[4]])
    let whole = uploads[0]
    let count = whole.items.count
    #expect(count >= 3)
    var bad: [Packet] = []
    for place in 0..<count {
      bad.append(changed(whole) { $0.remove(at: place) })
      bad.append(changed(whole) { $0.insert($0[place], at: place) })
      if place + 1 < count { bad.append(changed(whole) { $0.swapAt(place, place + 1) }) }
      for byte in whole.items[place].entry.indices {
        bad.append(changed(whole) { $0[place].entry[byte] ^= 1 })
      }
      bad.append(changed(whole) { $0[place].sequence = SequenceNumber(.max) })
    }
    let end = try settle(stage, bad + [uploads[4]])
    for result in end.results.dropLast() {
      #expect(throws: LedgerError.garbledUpload) { try result.get() }
    }
    #expect(end.checks == UInt64(bad.count) + honest.checks)
    #expect(end.rows == honest.rows && end.shadows == honest.shadows)
    #expect(try end.results.last?.get().grant == honest.results[0].get().grant)
  }

  @Test("LED-80: uploads of purses that nobody knows cost no check and no row")
  func unknown() throws {
    let (stage, uploads) = try Town.make()
    // Of the same bank, but issued after this ledger's books were written.
    var later = stage
    let message = try #require(stage.bank.ledger.rules.policies[9])
    let policy = try Signed<Policy>(message.span.bytes).content
    try later.issue("Stranger", policy: policy, money: .zero)
    let stranger = try later.upload("Stranger")
    let honest = try settle(stage, [uploads[4]])
    let end = try settle(stage, Array(repeating: stranger, count: 500) + [uploads[4]])
    for result in end.results.dropLast() {
      #expect(throws: LedgerError.unknownPurse) { try result.get() }
    }
    #expect(end.checks == honest.checks && end.rows == honest.rows)
  }

  @Test("MSG-40: what is larger than its limit is refused before anything of it is kept")
  func oversized() throws {
    let (_, uploads) = try Town.make()
    let item = try #require(uploads[0].items.first)
    let document = [UInt8](repeating: 0, count: 10)
    func bytes(_ change: (inout Packet) -> Void) -> [UInt8] {
      var packet = uploads[0]
      change(&packet)
      return packet.bytes
    }
    let most = WireLimits.entriesPerUpload
    let cases: [[UInt8]] = [
      bytes { $0.items = Array(repeating: item, count: 100_000) },
      bytes { $0.items = Array(repeating: item, count: most + 1) },
      bytes { $0.items[0].entry = [UInt8](repeating: 0, count: WireLimits.entry + 1) },
      bytes { $0.items[0].payment = [UInt8](repeating: 0, count: WireLimits.message + 1) },
      bytes { $0.items[0].sealed = [UInt8](repeating: 0, count: WireLimits.sealed + 1) },
      bytes { $0.documents = Array(repeating: document, count: WireLimits.documentsPerUpload + 1) },
      bytes { $0.documents = [[UInt8](repeating: 0, count: WireLimits.document + 1)] },
      bytes { $0.message = [UInt8](repeating: 0, count: WireLimits.message + 1) },
      [UInt8](repeating: 0, count: WireLimits.packet + 1),
    ]
    for (place, bytes) in cases.enumerated() {
      #expect(throws: WireError.self, "case \(place)") { try Packet(bytes) }
    }
  }

  @Test(
    "LED-33: evidence that encloses more than its limit counts as none", arguments: [17, 100_000])
  func wide(count: Int) {
    #expect(OpenedEvidence(Self.evidence(enclosing: 16)) != nil)
    #expect(OpenedEvidence(Self.evidence(enclosing: count)) == nil)
  }

  @Test("LED-80: bytes altered anywhere harm nobody else in the batch", arguments: 1...3)
  func altered(seed: UInt64) throws {
    let (stage, uploads) = try Town.make()
    var random = Seeded(seed: seed)
    let whole = uploads[0].bytes
    let alone = try settle(stage, [uploads[4]])
    var (offered, checked) = (0, UInt64(0))
    for _ in 0..<10 {
      var bad: [Packet] = []
      for _ in 0..<100 {
        var bytes = whole
        // The request itself: what it signs is not the sender's to alter.
        let place = Int.random(in: 8..<120, using: &random)
        bytes[place] ^= UInt8.random(in: 1...255, using: &random)
        if let packet = try? Packet(bytes), packet.message != uploads[0].message {
          bad.append(packet)
        }
      }
      let end = try settle(stage, bad + [uploads[4]])
      for result in end.results.dropLast() {
        #expect(throws: LedgerError.self) { try result.get() }
      }
      #expect(end.rows == alone.rows && end.checks <= alone.checks + UInt64(bad.count))
      offered += bad.count
      checked += end.checks - alone.checks
      #expect(try end.results.last?.get().grant == alone.results[0].get().grant)
    }
    // Most are packets, and some of them come as far as the signature.
    #expect(offered > 500 && checked > 50, "\(offered) offered, \(checked) checked")
  }

  private func changed(_ packet: Packet, _ change: (inout [Packet.Item]) -> Void) -> Packet {
    var copy = packet
    change(&copy.items)
    return copy
  }

  /// A plaintext with this many payments that are none.
  private static func evidence(enclosing count: Int) -> [UInt8] {
    var out: [UInt8] = [0x83, 0x41, 0x00, 0x84, 0x00, 0x00, 0x00, 0x00]
    out.append(0x9A)
    for shift in [24, 16, 8, 0] { out.append(UInt8(truncatingIfNeeded: count >> shift)) }
    if count < 24 { out.replaceSubrange(8..., with: [0x80 | UInt8(count)]) }
    for _ in 0..<count { out += [0x82, 0x41, 0x00, 0xF6] }
    return out
  }
}
