import Foundation
import LedgerRecords
import LedgerStore
import Payment
import PostgresLink
import Settlement
import Synchronization
import Testing
import Wire
import World

@Suite("What is open and what is closed") struct ClosedTests {
  /// A source that has nothing, and counts how often it is asked for a payment.
  private final class Nothing: BookSource {
    let keepsBalancesInMemory = true
    let keepsOpenInMemory = true
    let asked = Mutex(0)
    func payment(_ digest: Digest) -> PaymentRow? {
      asked.withLock { $0 += 1 }
      return nil
    }
    func account(_ name: String) -> Amount? { nil }
    func purse(_ serial: Serial) -> PurseRow? { nil }
    func place(_ place: PaymentPlace) -> Digest? { nil }
    func payments(naming request: Digest) -> [Digest] { [] }
    func isOpen(_ digest: Digest, at place: PaymentPlace) -> Bool { false }
    func openPayments(by payer: Serial) -> [Digest] { [] }
    func waitingPayments() -> [Digest] { [] }
    func refusal(_ key: RefusalKey) -> RefusalRow? { nil }
    func upload(_ key: UploadKey) -> [UInt8]? { nil }
    func uploads(of serial: Serial) -> [UploadKey] { [] }
    func acceptance(_ digest: Digest) -> [UInt8]? { nil }
    func evidence(_ digest: Digest) -> EvidenceRow? { nil }
  }

  @Test("STO-3: a payment is open until its payer has told it and one side has the money for good")
  func closed() throws {
    var story = try Story(try Keeper(.memory))
    let (packet, _) = try story.pay("P0", to: "P1", 7)
    var told = PaymentRow(
      payment: try story.content(packet), message: packet.message, firstSeen: .unknown)
    told.byPayer = true
    let cases: [(isClosed: Bool, change: (inout PaymentRow) -> Void)] = [
      (true, { ($0.booking, $0.accepted) = (.settled, .journal) }),
      (true, { ($0.booking, $0.accepted) = (.settled, .delivery) }),
      (false, { ($0.booking, $0.accepted) = (.settled, .none) }),
      (false, { ($0.booking, $0.accepted) = (.settled, .document) }),
      (false, { ($0.booking, $0.accepted) = (.settled, .evidence) }),
      (false, { ($0.booking, $0.accepted) = (.settled, .assumed) }),
      (true, { $0.booking = .returned }),
      (false, { $0.booking = .undone }),
      (false, { $0.booking = .waiting }),
      (false, { $0.booking = .void }),
      (true, { ($0.booking, $0.refundedByPayer) = (.void, true) }),
      (true, { ($0.booking, $0.reversal) = (.void, .tookEffect) }),
      (false, { ($0.booking, $0.reversal) = (.void, .granted) }),
    ]
    for (place, (isClosed, change)) in cases.enumerated() {
      var row = told
      change(&row)
      #expect(row.isClosed == isClosed, "case \(place)")
      row.byPayer = false
      #expect(!row.isClosed, "case \(place), not told by its payer")
      row.byPayer = true
      // What is merely due keeps nothing open; what a grant carries does.
      row.delivery = .due
      #expect(row.isClosed == isClosed, "case \(place), delivery due")
      row.delivery = .granted
      #expect(!row.isClosed, "case \(place), delivery granted")
    }
  }

  @Test("STO-4: nobody asks for a closed payment until somebody speaks of an old one")
  func asked() throws {
    var story = try Story(try Keeper(.memory))
    let source = Nothing()
    story.stage.bank.ledger.book.attach(source)
    let first = try story.pay("P0", to: "P1", 7).payment
    for name in ["P1", "P0", "P1"] { try story.sync(name) }
    try story.goOn(days: 2, payments: 3)
    #expect(source.asked.withLock { $0 } == 0)
    var other = try story.content(first)
    other.amount = Story.sek(8)
    let forged = story.forge(other, by: "P0")
    try story.sync("P2", documents: [try #require(forged)])
    #expect(source.asked.withLock { $0 } > 0)
  }

  @Test(
    "STO-4: nobody asks a server's index of what is closed until somebody speaks of an old one",
    .enabled(if: ServerRoom.isWanted), arguments: [false, true])
  func askedOnServer(speaks: Bool) throws {
    let keeper = try Keeper(.server)
    var story = try Story(keeper)
    let first = try story.pay("P0", to: "P1", 7).payment
    for name in ["P1", "P0", "P1"] { try story.sync(name) }
    try story.goOn(days: 2, payments: 3)
    if speaks {
      var other = try story.content(first)
      other.amount = Story.sek(8)
      let forged = story.forge(other, by: "P0")
      try story.sync("P2", documents: [try #require(forged)])
    }
    keeper.close(&story.stage.bank.ledger.book)
    let scans = try scans(keeper)
    #expect((scans > 0) == speaks)
  }

  /// How often anybody has looked into the index of what is closed. The server counts it when a connection
  /// ends, which it may do a moment after we have.
  private func scans(_ keeper: Keeper) throws -> Int64 {
    let connection = try PostgresConnection(keeper.conninfo)
    let others = PostgresStatement(
      "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    while try connection.run(others).integer(0, 0) > 0 { usleep(10_000) }
    let scans = PostgresStatement(
      "SELECT idx_scan::int8 FROM pg_stat_user_tables WHERE relname = 'closed_keys'")
    return try connection.run(scans).integer(0, 0)
  }

  @Test(
    "STO-6: a sync writes as many rows after a hundred batches as after ten",
    arguments: Keeping.possible.filter { $0 == .tables || $0.isShared })
  func rows(keeping: Keeping) throws {
    let keeper = try Keeper(keeping)
    var story = try Story(keeper)
    try story.goOn(days: 1)
    let early = try counts(&story, keeper)
    try story.goOn(days: 18)
    #expect(try counts(&story, keeper) == early)
    #expect(early.count == 4 && !early.contains(0))
  }

  /// Rows of the batch that a payer's sync makes: purses, payments, uploads, transactions.
  private func counts(_ story: inout Story, _ keeper: Keeper) throws -> [Int] {
    _ = try story.pay("P0", to: "P1", 1)
    try story.sync("P0")
    let store = try #require(keeper.store)
    let last = try #require(try store.batch(holding: try store.entryCount() - 1))
    let changes = try last.changes()
    try story.sync("P1")
    return [
      changes.purses.count, changes.payments.count, changes.uploads.count,
      changes.transactions.count,
    ]
  }
}
