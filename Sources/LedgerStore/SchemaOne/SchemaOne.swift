import Foundation
import GRDB
import LedgerRecords
import Settlement
import Wire

/// The first schema, which had a row for everything and kept every row. Its migration makes one batch
/// of all that it holds, in the transaction that drops its tables: before it or after it, never
/// between.
enum SchemaOne {
  static func migrate(_ db: Database) throws {
    var book = try SchemaOneReader(db).read()
    var transactions = try SchemaOneTransactions(db).read()
    notePlaces(transactions, in: &book)
    transactions += advances(in: book, after: transactions)
    book.totals.transactions = UInt64(transactions.count)
    let changes = BookChanges(
      batch: BatchNumber(1),
      accounts: sorted(book.accounts.rows) { [UInt8]($0.utf8) },
      purses: sorted(book.purses.rows) { bytes(of: $0.value) },
      payments: sorted(book.payments.rows) { $0.word.array },
      refusals: sorted(book.refusals.rows) { key in
        bytes(of: key.payee.value) + key.subjectWord.digest.word.array
          + [key.subjectWord.byRequest ? 1 : 0]
      },
      uploads: sorted(book.uploads.rows) {
        bytes(of: $0.serial.value) + bytes(of: $0.grant.value)
      },
      proofs: sorted(book.proofs.rows) { bytes(of: $0) },
      acceptances: sorted(book.acceptances.rows) { $0.word.array },
      evidence: sorted(book.evidence.rows) { $0.word.array },
      transactions: transactions, totals: book.totals)
    for table in tables { try db.execute(sql: "DROP TABLE " + table) }
    try db.execute(sql: LedgerSchema.tables.replacing(metaTable, with: ""))
    try db.execute(
      sql: "DELETE FROM meta WHERE key NOT IN ('schema', 'currency')")
    try Meta.set(db, "schema", LedgerSchema.version)
    if !changes.isEmpty {
      let record = changes.record
      try BatchTable.insert(db, changes.batch, entry: 0, record: record)
      var state = StoreState()
      state.add(changes, recordSize: record.count)
      try RowWriter.write(db, state)
    }
  }

  /// The same database makes the same record: a copy of it that is brought up later still fits the log.
  private static func sorted<Key, Row>(
    _ rows: [Key: Row], by bytes: (Key) -> [UInt8]
  ) -> [(key: Key, row: Row)] {
    rows.map { (bytes: bytes($0.key), key: $0.key, row: $0.value) }
      .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
      .map { ($0.key, $0.row) }
  }

  private static func bytes(of value: UInt64) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
  }

  /// Which transaction settled each payment, for whoever wants it proved.
  private static func notePlaces(_ transactions: [Transaction], in book: inout Book) {
    for (ordinal, transaction) in transactions.enumerated() where transaction.kind == .settlement {
      guard let digest = transaction.payment, var row = book.payments.rows[digest] else { continue }
      row.settled = EntryPlace(batch: BatchNumber(1), ordinal: UInt32(ordinal))
      book.payments.load(digest, row)
    }
  }

  /// The first schema did not write down which purse an advance was for. So each that stands is stated
  /// once, by a transaction that moves nothing: from here on the log tells every balance.
  private static func advances(in book: Book, after earlier: [Transaction]) -> [Transaction] {
    let standing = book.purses.rows.filter { !$0.value.advance.isZero }.sorted { $0.key < $1.key }
    return standing.enumerated().map { place, purse in
      let lender: LedgerAccount = purse.value.isConvicted ? .loss : .pool
      let amount = Int64(purse.value.advance.minorUnits)
      return Transaction(
        number: UInt64(earlier.count + place + 1), time: earlier.last?.time ?? .unknown,
        kind: .transfer, payment: nil,
        postings: [Posting(lender, -amount, advanced: purse.key), Posting(lender, amount)])
    }
  }

  private static let metaTable =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"

  private static let tables = [
    "accounts", "purses", "payments", "places", "refusals", "uploads", "proofs", "acceptances",
    "evidence", "transactions", "postings",
  ]
}
