import GRDB
import LedgerRecords
import Wire

/// The tables (docs/spec/storage.md). What is settled lies in `batches`, in the form of
/// `LedgerRecords`; the others hold what is open, as it stood after the batch `checkpoint`, and an
/// index of what has left them.
enum LedgerSchema {
  static let version = 2

  static func prepare(_ db: Database, path: String, currency: CurrencyCode) throws {
    if try !db.tableExists("meta") {
      let others = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      guard others == 0 else { throw LedgerStoreError.notALedger(path) }
      try db.execute(sql: tables)
      try Meta.set(db, "schema", version)
      try Meta.set(db, "currency", Int(currency.numeric))
    }
    let found = try Meta.value(db, "schema") ?? 0
    guard found <= version else {
      throw LedgerStoreError.newerSchema(found: found, known: version)
    }
    let kept = try Meta.value(db, "currency") ?? 0
    guard kept == Int(currency.numeric) else {
      throw LedgerStoreError.otherCurrency(
        found: UInt16(clamping: kept), expected: currency.numeric)
    }
    switch found {
    case version: break
    case 1: try SchemaOne.migrate(db)
    default: throw LedgerStoreError.unfinished(path)
    }
    guard try Meta.value(db, "unfinished") == nil else { throw LedgerStoreError.unfinished(path) }
  }

  static let tables = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE accounts (name TEXT PRIMARY KEY, balance INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE purses (serial INTEGER PRIMARY KEY, row BLOB NOT NULL);
    CREATE TABLE payments (digest BLOB PRIMARY KEY, row BLOB NOT NULL);
    CREATE TABLE refusals (
      payee INTEGER NOT NULL, subject BLOB NOT NULL, by_request INTEGER NOT NULL,
      row BLOB NOT NULL, PRIMARY KEY (payee, subject, by_request)) WITHOUT ROWID;
    CREATE TABLE proofs (number INTEGER PRIMARY KEY, row BLOB NOT NULL);
    CREATE TABLE batches (
      number INTEGER PRIMARY KEY, entry INTEGER NOT NULL, digest BLOB NOT NULL,
      record BLOB NOT NULL);
    CREATE UNIQUE INDEX batches_by_entry ON batches (entry);
    CREATE TABLE runs (run INTEGER PRIMARY KEY, level INTEGER NOT NULL);
    CREATE TABLE pages (
      run INTEGER NOT NULL, first INTEGER NOT NULL, page INTEGER NOT NULL, pairs BLOB NOT NULL,
      PRIMARY KEY (run, first, page)) WITHOUT ROWID;
    """
}

/// Single numbers.
enum Meta {
  static func value(_ db: Database, _ key: String) throws -> Int? {
    let row = try Row.fetchOne(
      db, sql: "SELECT value FROM meta WHERE key = ?", arguments: [key])
    return try row?.value("value")
  }

  /// A count; 0 where there is none.
  static func number(_ db: Database, _ key: String) throws -> UInt64 {
    guard let count = UInt64(exactly: try value(db, key) ?? 0) else {
      throw LedgerStoreError.damaged("a number of \(key) below zero")
    }
    return count
  }

  static func set(_ db: Database, _ key: String, _ value: Int) throws {
    try db.execute(sql: "INSERT OR REPLACE INTO meta VALUES (?, ?)", arguments: [key, value])
  }
}
