import LedgerEngine
import LedgerRecords
import PostgresLink
import Settlement
import Testing
import Wire
import World

@testable import PostgresStore

/// Two batches at once, step by step (STO-20, STO-21).
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct ConflictTests {
  let market: Market
  let store: StoreUnderTest

  init() throws {
    market = try Market(people: 4)
    store = try StoreKind.postgres.make(market.ledger.rules.currency)
    var ledger = try StoredLedger(market.ledger, on: store.storage)
    try market.sync(market.names, load: 20_000, with: &ledger)
  }

  /// A batch that has been applied and not committed.
  private func applied(
    _ uploads: [Packet], documents: [Packet] = []
  ) throws -> (changes: BookChanges, book: Book) {
    var ledger = Ledger(
      book: try store.storage.open(), rules: market.ledger.rules, crypto: market.ledger.crypto)
    for var upload in uploads {
      upload.documents = documents.map(\.bytes)
      _ = try ledger.sync(upload, time: market.time)
    }
    let book = ledger.book
    return (ledger.book.takeChanges(), book)
  }

  private func upload(_ name: String) throws -> Packet {
    try #require(market.uploads([name], load: 0).first?.packet)
  }

  @Test("STO-20: of two batches that write one purse the second begins again")
  func samePurse() throws {
    let packet = try upload("P0")
    let first = try applied([packet])
    let second = try applied([packet])
    try store.storage.commit(first.changes)
    let before = try store.rows()
    #expect(throws: LedgerStoreError.conflict) { try store.storage.commit(second.changes) }
    let after = try store.rows()
    #expect(after.purses.rows == before.purses.rows)
    #expect(after.totals == before.totals)
    // Begun again, the ledger finds the request answered.
    let third = try applied([packet])
    #expect(third.changes.isEmpty)
  }

  @Test("STO-20: a batch that only read a purse begins again when that was written")
  func readPurse() throws {
    var random = Seeded(seed: 1)
    market.pay(&random)
    let payer = try #require(market.lastPayment)
    // The payer reports first, so that the payee's report writes nothing of the payer.
    var ledger = try StoredLedger(market.ledger, on: store.storage, isFirst: false)
    try market.sync([payer.from], with: &ledger)
    let reading = try applied([try upload(payer.to)])
    let serial = try #require(market.serial(payer.from))
    #expect(!reading.changes.purses.contains { $0.key == serial })
    try store.storage.commit(try applied([try upload(payer.from)]).changes)
    #expect(throws: LedgerStoreError.conflict) { try store.storage.commit(reading.changes) }
  }

  @Test("STO-20: two batches of purses that have nothing to do with each other both hold")
  func apart() throws {
    let first = try applied([try upload("P0")])
    let second = try applied([try upload("P1")])
    try store.storage.commit(second.changes)
    try store.storage.commit(first.changes)
  }

  @Test(
    "STO-21: a payment and its refusal, each unknown to the other's batch, meet all the same",
    arguments: [true, false])
  func refusedMeanwhile(refusalFirst: Bool) throws {
    let town = try Market(people: 5, liquidity: .hold)
    let store = try StoreKind.postgres.make(town.ledger.rules.currency)
    var ledger = try StoredLedger(town.ledger, on: store.storage)
    try town.sync(["P0"], load: 20_000, with: &ledger)
    // Nothing is booked of what P2 reports: P1's shadow is short, and so is its own.
    let refusal = try town.payOnward()
    let this = ConflictTests(market: town, store: store)
    let report = try this.applied([try this.upload("P2")])
    let brought = try this.applied([try this.upload("P4")], documents: [refusal])
    #expect(report.changes.payments.contains { $0.row.booking == .waiting })
    #expect(brought.changes.refusals.count == 1)
    let order = refusalFirst ? [brought, report] : [report, brought]
    try store.storage.commit(order[0].changes)
    #expect(throws: LedgerStoreError.conflict) { try store.storage.commit(order[1].changes) }
  }

  private init(market: Market, store: StoreUnderTest) {
    self.market = market
    self.store = store
  }

  @Test("A book that was opened elsewhere, or long ago, is not committed")
  func foreignBook() throws {
    let changes = try applied([try upload("P0")]).changes
    let other = try store.reopen()
    #expect(throws: LedgerStoreError.failed("a book that was opened long ago, or not here")) {
      try other.commit(changes)
    }
  }

  @Test("STO-10: what could not be looked up is an error at the commit, never a wrong no")
  func failedLook() throws {
    let conninfo = try #require(store.conninfo)
    let packet = try upload("P0")
    let changes = try applied([packet]).changes
    try PostgresConnection(conninfo).execute(script: "ALTER TABLE purses RENAME TO gone")
    var ledger = Ledger(
      book: try store.storage.open(), rules: market.ledger.rules, crypto: market.ledger.crypto)
    #expect(throws: LedgerError.unknownPurse) { try ledger.sync(packet, time: market.time) }
    let error = #expect(throws: LedgerStoreError.self) {
      try store.storage.commit(ledger.book.takeChanges())
    }
    guard case .damaged = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    _ = changes
  }
}
