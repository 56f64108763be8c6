import LedgerRecords
import Settlement
import Testing
import Wire
import World

/// What a store must keep apart even where no purse's row is changed (STO-21): batches made by hand.
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct BareChangeTests {
  let market: Market
  let store: StoreUnderTest
  /// An open payment from P0 to P1.
  let digest: Digest
  let row: PaymentRow

  init() throws {
    market = try Market(people: 4)
    store = try StoreKind.postgres.make(market.ledger.rules.currency)
    var ledger = try StoredLedger(market.ledger, on: store.storage)
    try market.sync(["P0"], load: 20_000, with: &ledger)
    _ = try market.payOnward()
    try market.sync(["P0"], with: &ledger)
    (digest, row) = try #require(try store.rows().payments.rows.first { !$0.value.isClosed })
  }

  /// A batch that changes or adds one payment, after it was looked up with its purses.
  private func change(_ digest: Digest, _ row: PaymentRow) throws -> BookChanges {
    let book = try store.storage.open()
    let purses = [row.payment.payer, row.payment.payee].map { book.purses[$0] }
    #expect(purses.allSatisfy { $0 != nil })
    _ = book.payments[digest]
    return BookChanges(
      batch: book.batch, accounts: [], purses: [], payments: [(digest, row)], refusals: [],
      uploads: [], proofs: [], acceptances: [], evidence: [], transactions: [], totals: Totals())
  }

  private var confirmed: PaymentRow {
    var row = row
    row.accepted = .document
    return row
  }

  private var closed: PaymentRow {
    var row = row
    row.accepted = .journal
    return row
  }

  @Test("STO-21: of two batches that change one payment the second begins again", arguments: 0..<4)
  func onePayment(which: Int) throws {
    let rows = [confirmed, closed]
    let first = try change(digest, rows[which / 2])
    let second = try change(digest, rows[which % 2])
    try store.storage.commit(first)
    #expect(throws: LedgerStoreError.conflict) { try store.storage.commit(second) }
    #expect(try store.rows().payments.rows[digest] == (which / 2 == 0 ? confirmed : nil))
  }

  @Test("STO-21: a batch that adds a payment and one that asked for it meet at either purse")
  func added() throws {
    for shared in ["P0", "P1"] {
      var other = row
      other.payment.sequence = SequenceNumber(shared == "P0" ? 70 : 71)
      let stranger = try #require(market.serial("P2"))
      if shared == "P0" { other.payment.payee = stranger } else { other.payment.payer = stranger }
      let serial = try #require(market.serial(shared))
      let asked = try store.storage.open()
      #expect(asked.purses[serial] != nil)
      try store.storage.commit(
        try change(Digest(Word32(UInt64(shared == "P0" ? 8 : 9), 0, 0, 0)), other))
      #expect(throws: LedgerStoreError.conflict) {
        try store.storage.commit(
          BookChanges(
            batch: asked.batch, accounts: [("new\(shared)", .zero)], purses: [], payments: [],
            refusals: [], uploads: [], proofs: [], acceptances: [], evidence: [],
            transactions: [], totals: Totals()))
      }
    }
  }
}
