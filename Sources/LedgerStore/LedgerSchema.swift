import GRDB
import Settlement
import Wire

/// The tables. Keys begin with what a purse or payment is named by, so that they can be partitioned.
enum LedgerSchema {
  static func prepare(_ db: Database, path: String, currency: CurrencyCode) throws {
    let hasTables = try db.tableExists("meta")
    if !hasTables {
      let others = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      guard others == 0 else { throw LedgerStoreError.notALedger(path) }
      try db.execute(sql: tables)
      try db.execute(
        sql: "INSERT INTO meta (key, value) VALUES ('schema', ?), ('currency', ?)",
        arguments: [LedgerStore.schema, Int(currency.numeric)])
    }
    let found = try Int.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'schema'") ?? 0
    guard found == LedgerStore.schema else {
      throw LedgerStoreError.newerSchema(found: found, known: LedgerStore.schema)
    }
    let kept = try Int.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'currency'") ?? 0
    guard kept == Int(currency.numeric) else {
      throw LedgerStoreError.otherCurrency(found: UInt16(kept), expected: currency.numeric)
    }
  }

  private static let tables = """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE accounts (name TEXT PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0));
    CREATE TABLE purses (
      serial INTEGER PRIMARY KEY, account TEXT NOT NULL, certificate BLOB NOT NULL,
      state INTEGER NOT NULL, convicted INTEGER NOT NULL, unblock INTEGER NOT NULL,
      shadow INTEGER NOT NULL CHECK (shadow >= 0), advance INTEGER NOT NULL CHECK (advance >= 0),
      advanced_since INTEGER, covered INTEGER NOT NULL, head BLOB NOT NULL,
      declared INTEGER NOT NULL, unseen BLOB NOT NULL, has_dropped INTEGER NOT NULL,
      grant_number INTEGER NOT NULL, answered BLOB, grant_message BLOB NOT NULL,
      last_sync INTEGER, inbox BLOB NOT NULL, reversals_due BLOB NOT NULL);
    CREATE TABLE payments (
      digest BLOB PRIMARY KEY, payer INTEGER NOT NULL, sequence INTEGER NOT NULL,
      payee INTEGER NOT NULL, amount INTEGER NOT NULL, message BLOB NOT NULL,
      verified INTEGER NOT NULL, by_payer INTEGER NOT NULL, accepted INTEGER NOT NULL,
      refused INTEGER NOT NULL, refunded INTEGER NOT NULL, booking INTEGER NOT NULL,
      delivery INTEGER NOT NULL, reversal INTEGER NOT NULL, first_seen INTEGER NOT NULL)
      WITHOUT ROWID;
    CREATE TABLE places (
      payer INTEGER NOT NULL, sequence INTEGER NOT NULL, digest BLOB NOT NULL,
      PRIMARY KEY (payer, sequence)) WITHOUT ROWID;
    CREATE TABLE refusals (
      payee INTEGER NOT NULL, by_request INTEGER NOT NULL, subject BLOB NOT NULL, message BLOB,
      upload_grant INTEGER, PRIMARY KEY (payee, by_request, subject)) WITHOUT ROWID;
    CREATE TABLE uploads (
      serial INTEGER NOT NULL, grant_number INTEGER NOT NULL, packet BLOB NOT NULL,
      PRIMARY KEY (serial, grant_number));
    CREATE TABLE proofs (
      number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, serial INTEGER NOT NULL,
      packet BLOB NOT NULL, time INTEGER NOT NULL);
    CREATE TABLE acceptances (digest BLOB PRIMARY KEY, message BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE evidence (
      digest BLOB PRIMARY KEY, outer BLOB NOT NULL, plaintext BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE transactions (
      number INTEGER PRIMARY KEY, time INTEGER NOT NULL, kind INTEGER NOT NULL, payment BLOB);
    CREATE TABLE postings (
      number INTEGER NOT NULL, line INTEGER NOT NULL, account TEXT NOT NULL,
      change INTEGER NOT NULL, PRIMARY KEY (number, line)) WITHOUT ROWID;
    CREATE INDEX postings_by_account ON postings (account, number);
    """
}
