import Settlement
import Synchronization
import Testing
import Wire
import World

/// What a ledger asks its store for, once closed payments have left memory (STO-4).
@Suite struct AskingTests {
  /// Holds what has left, and counts who asks for it.
  private final class Archive: BookSource {
    let keepsBalancesInMemory = true
    let keepsOpenInMemory = true
    let payments = Mutex<[Digest: PaymentRow]>([:])
    let asked = Mutex(0)

    func payment(_ digest: Digest) -> PaymentRow? {
      asked.withLock { $0 += 1 }
      return payments.withLock { $0[digest] }
    }

    func payments(naming request: Digest) -> [Digest] { [] }
    func upload(_ key: UploadKey) -> [UInt8]? { nil }
    func uploads(of serial: Serial) -> [UploadKey] { [] }
    func acceptance(_ digest: Digest) -> [UInt8]? { nil }
    func evidence(_ digest: Digest) -> EvidenceRow? { nil }
    func account(_ name: String) -> Amount? { nil }
    func purse(_ serial: Serial) -> PurseRow? { nil }
    func place(_ place: PaymentPlace) -> Digest? { nil }
    func isOpen(_ digest: Digest, at place: PaymentPlace) -> Bool { false }
    func openPayments(by payer: Serial) -> [Digest] { [] }
    func waitingPayments() -> [Digest] { [] }
    func refusal(_ key: RefusalKey) -> RefusalRow? { nil }
  }

  private static func settle(_ town: inout Town, _ archive: Archive) {
    let changes = town.stage.bank.ledger.book.takeChanges()
    archive.payments.withLock { rows in
      for (digest, row) in changes.payments where row.isClosed { rows[digest] = row }
    }
    town.stage.bank.ledger.book.release(changes)
  }

  @Test("STO-4: as long as nobody speaks of an old payment the store is not asked for one")
  func honest() throws {
    var town = try Town()
    let archive = Archive()
    town.stage.bank.ledger.book.attach(archive)
    var old: Packet?
    for order in [["Alice", "Bob"], ["Bob", "Alice"], ["Alice", "Bob"]] {
      let packet = try town.paid("Alice", "Bob", 10)
      _ = try town.stage.accept("Bob", packet)
      old = old ?? packet
      for name in order {
        try town.stage.sync(name)
        Self.settle(&town, archive)
      }
    }
    #expect(archive.payments.withLock { $0.count } == 3)
    #expect(town.book.payments.rows.isEmpty)
    #expect(archive.asked.withLock { $0 } == 0)

    // Somebody does: it is found, and not taken for a new one.
    var upload = try town.stage.upload("Charlie")
    upload.documents = [try #require(old).bytes]
    let settled = town.book.totals.known.settled
    _ = try town.send(upload)
    #expect(archive.asked.withLock { $0 } > 0)
    #expect(town.book.totals.known.settled == settled)
  }
}
