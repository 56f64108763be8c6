import Foundation
import GRDB
import LedgerRecords
import Settlement

/// The first schema, which had a row for everything and kept every row. Its migration makes one batch
/// of all that it holds, in the transaction that drops its tables: before it or after it, never
/// between.
enum SchemaOne {
  static func migrate(_ db: Database) throws {
    let book = try SchemaOneReader(db).read()
    let changes = BookChanges(
      batch: BatchNumber(1),
      accounts: book.accounts.rows.sorted { $0.key < $1.key }.map { ($0, $1) },
      purses: book.purses.rows.sorted { $0.key < $1.key }.map { ($0, $1) },
      payments: book.payments.rows.map { ($0, $1) }, refusals: book.refusals.rows.map { ($0, $1) },
      uploads: book.uploads.rows.map { ($0, $1) }, proofs: book.proofs.rows.map { ($0, $1) },
      acceptances: book.acceptances.rows.map { ($0, $1) },
      evidence: book.evidence.rows.map { ($0, $1) },
      transactions: try SchemaOneTransactions(db).read(), totals: book.totals)
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

  private static let metaTable =
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"

  private static let tables = [
    "accounts", "purses", "payments", "places", "refusals", "uploads", "proofs", "acceptances",
    "evidence", "transactions", "postings",
  ]
}
