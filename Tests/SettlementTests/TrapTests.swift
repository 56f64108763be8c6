import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// What broken purses may sign and honest ones never do: the ledger goes on (LED-32, SYN-3).
struct TrapTests {
  static func payment(_ sequence: UInt64, _ amount: Amount, in town: Town) throws -> Packet {
    let payment = Payment(
      payer: try #require(town.stage.serial("Alice")), sequence: SequenceNumber(sequence),
      previous: .start, amount: amount, payee: try #require(town.stage.serial("Bob")),
      request: nil, verification: .pin, sealed: nil)
    return Packet(
      kind: .payment, message: try ProofTests.signed(payment, by: "Alice", in: town),
      certificate: town.stage.purses["Alice"]?.certificateMessage)
  }

  @Test("LED-32: payments beyond every balance are left unbooked and stop nothing") func payments()
    throws
  {
    var town = try Town()
    let documents = try (50..<56).map { try Self.payment($0, .largest, in: town) }
    try town.stage.sync("Charlie", documents: documents)
    #expect(town.book.payments.rows.count == 6)
    #expect(town.book.payments.rows.values.filter { $0.booking == .settled }.count == 1)
    #expect(town.book.isBalanced)
    try town.exchange("Alice", "Charlie", 10)
    try town.stage.sync("Charlie")
    #expect(town.shadow("Charlie") == Town.sek(10))
  }

  @Test("LED-32: unloads beyond every balance are left unbooked, and their signer is convicted")
  func unloads() throws {
    var town = try Town()
    try town.stage.sync("Alice")
    town.stage.purses["Alice"]?.state.spendable = .largest
    try town.stage.unload("Alice", .largest)
    town.stage.purses["Alice"]?.state.spendable = .largest
    try town.stage.unload("Alice", .largest)
    _ = try town.send(try town.stage.upload("Alice"))
    #expect(town.proofs("Alice") == [.journal])
    #expect(town.book.isBalanced)
  }

  @Test("SYN-3: the highest numbers there are do not stop the ledger", arguments: 0..<3)
  func numbers(_ which: Int) throws {
    var town = try Town()
    var upload = try town.stage.upload("Alice")
    var content = try SyncTests.content(upload)
    upload.items = []
    switch which {
    case 0: content.lastGrant = GrantNumber(.max)
    case 1:
      content.summary = .checkpoint(
        Checkpoint(
          through: SequenceNumber(.max), head: .start, sent: .zero, received: .zero, kept: .start))
    default:
      content.lastGrant = GrantNumber(9)
      content.first = SequenceNumber(.max - 1)
      content.last = SequenceNumber(.max - 1)
      var entry = Bytes<1024>()
      JournalEntry.unloaded(Town.sek(1)).encode(into: &entry)
      for sequence in [UInt64.max - 1, .max] {
        upload.items.append(
          Packet.Item(
            sequence: SequenceNumber(sequence), entry: entry.array, payment: nil, sealed: nil))
      }
    }
    upload.message = try ProofTests.signed(content, by: "Alice", in: town)
    let expected = which < 2 ? LedgerError.malformed(.outOfRange) : .garbledUpload
    #expect(throws: expected) { try town.send(upload) }
  }

  @Test("LED-40: a journal whose sums pass every limit convicts and stops nothing") func sums()
    throws
  {
    var town = try Town()
    try town.stage.sync("Alice")
    var upload = try town.stage.upload("Alice")
    var content = try SyncTests.content(upload)
    var results = GrantResults(
      number: GrantNumber(1), grant: Digest(.zero), load: .largest, released: .zero, swept: .zero)
    for i in 0..<UInt64(WireLimits.transfersPerGrant) {
      let outcome = TransferOutcome(
        payment: Digest(Word32(i, 0, 0, 0)), amount: .largest, result: .tookEffect)
      results.deliveries.append(outcome)
      results.reversals.append(outcome)
    }
    var entry = Bytes<1024>()
    JournalEntry.granted(results).encode(into: &entry)
    let bytes = entry.array
    var head = content.head
    for _ in 0..<800 {
      content.last = content.last.next
      head = head.extended(by: bytes.span.bytes, hash: ProofTests.hash)
      upload.items.append(
        Packet.Item(sequence: content.last, entry: bytes, payment: nil, sealed: nil))
    }
    content.head = head
    upload.message = try ProofTests.signed(content, by: "Alice", in: town)
    try town.send(upload)
    #expect(town.proofs("Alice") == [.journal])
  }
}
