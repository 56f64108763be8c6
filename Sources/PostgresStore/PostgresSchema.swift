import LedgerRecords
import PostgresLink
import Wire

/// The tables (docs/design/scaling.md says how each would be distributed). Every row that may be
/// contradicted has a version: the clock of the batch that wrote it last. A batch's clock is later than
/// all that it read, so that clocks order batches as they depend on each other.
enum PostgresSchema {
  static let version: Int64 = 2

  /// Makes the tables if the schema is empty, and refuses what is not this ledger.
  static func prepare(_ pool: PostgresPool, currency: CurrencyCode) throws {
    for _ in 0..<attempts {
      let isThere = try isThere(pool)
      if isThere { try check(pool, currency: currency) }
      if isThere, try isCurrent(pool) { return }
      do throws(PostgresError) {
        try pool.withConnection { (connection) throws(PostgresError) in
          try connection.execute(script: isThere ? upgrade : script(currency))
        }
      } catch .uniqueViolation, .serialisationFailure, .connectionLost {
        continue  // Another ledger makes them at the same moment, or they are made or not.
      } catch .refused(sqlState: "42P07", _) {
        continue
      } catch {
        throw LedgerStoreError(error)
      }
    }
    throw LedgerStoreError.busy
  }

  private static func isThere(_ pool: PostgresPool) throws -> Bool {
    let rows = try run(tableCounts, on: pool)
    let (meta, all, database) = try explaining { () throws(PostgresError) in
      (try rows.integer(0, 0), try rows.integer(0, 1), try rows.text(0, 2))
    }
    guard meta == 1 || all == 0 else {
      throw LedgerStoreError.notALedger("the database \(database)")
    }
    return meta == 1
  }

  private static func isCurrent(_ pool: PostgresPool) throws -> Bool {
    let rows = try run(current, on: pool)
    return try explaining { () throws(PostgresError) in try rows.integer(0, 0) } == version
  }

  private static func check(_ pool: PostgresPool, currency: CurrencyCode) throws {
    var values: [String: Int64] = [:]
    let rows = try run(meta, on: pool)
    try explaining { () throws(PostgresError) in
      for row in 0..<rows.count { values[try rows.text(row, 0)] = try rows.integer(row, 1) }
    }
    guard let found = values["schema"], let kept = values["currency"], found >= 1 else {
      throw LedgerStoreError.notALedger("the database")
    }
    guard found <= version else {
      throw LedgerStoreError.newerSchema(found: Int(found), known: Int(version))
    }
    guard kept == Int64(currency.numeric) else {
      throw LedgerStoreError.otherCurrency(
        found: UInt16(clamping: kept), expected: currency.numeric)
    }
  }

  private static func run(
    _ statement: PostgresStatement, on pool: PostgresPool
  ) throws(LedgerStoreError) -> PostgresRows {
    try explaining { () throws(PostgresError) in
      try pool.reading { (connection) throws(PostgresError) in
        try connection.run(statement)
      }
    }
  }

  private static func script(_ currency: CurrencyCode) -> String {
    tables + """
      INSERT INTO meta VALUES ('schema', \(version)), ('currency', \(currency.numeric)), ('era', 0);
      INSERT INTO eras VALUES (0);
      INSERT INTO log_end VALUES (0, 0);
      """
  }

  private static let attempts = 20

  private static let tableCounts = PostgresStatement(
    """
    SELECT count(*) FILTER (WHERE table_name = 'meta'), count(*), current_database()::text
    FROM information_schema.tables WHERE table_schema = current_schema()
    """)

  /// Schema 1, made before ledgers booked sums, may lack the column for what is in transit; it has no list of
  /// eras, for there were no merged ones (STO-9). The index gets another name: a ledger of before that still runs
  /// ends at its next batch, and does not go on without what is merged.
  private static let upgrade = """
    ALTER TABLE totals ADD COLUMN IF NOT EXISTS transit int8 NOT NULL DEFAULT 0;
    ALTER TABLE IF EXISTS closed RENAME TO closed_keys;
    ALTER INDEX IF EXISTS closed_pkey RENAME TO closed_keys_pkey;
    CREATE TABLE eras (era int8 PRIMARY KEY);
    INSERT INTO eras SELECT generate_series(0, value) FROM meta WHERE key = 'era';
    UPDATE meta SET value = 2 WHERE key = 'schema';
    """

  private static let current = PostgresStatement("SELECT value FROM meta WHERE key = 'schema'")

  private static let meta = PostgresStatement("SELECT key, value FROM meta")

  /// Purses and accounts are written in place, in the room that their pages keep free. `row` bytes
  /// are the codec's (LedgerRecords); the columns beside them are for keys, checks and statistics.
  private static let tables = """
    CREATE TABLE meta (key text PRIMARY KEY, value int8 NOT NULL);
    CREATE TABLE accounts (
      name text PRIMARY KEY, version int8 NOT NULL, balance int8 NOT NULL) WITH (fillfactor = 60);
    CREATE TABLE purses (
      serial int8 PRIMARY KEY, version int8 NOT NULL, account text NOT NULL, shadow int8 NOT NULL,
      advance int8 NOT NULL, unexplained int8 NOT NULL, since int8 NOT NULL, refuses bool NOT NULL,
      record bytea NOT NULL) WITH (fillfactor = 60);
    CREATE TABLE payments (
      payer int8 NOT NULL, sequence int8 NOT NULL, digest bytea NOT NULL, version int8 NOT NULL,
      key int8 NOT NULL, request int8, waiting bool NOT NULL, record bytea NOT NULL,
      PRIMARY KEY (payer, sequence, digest));
    CREATE INDEX payments_key ON payments (key);
    CREATE INDEX payments_request ON payments (request) WHERE request IS NOT NULL;
    CREATE INDEX payments_waiting ON payments (payer) WHERE waiting;
    CREATE TABLE refusals (
      payee int8 NOT NULL, subject bytea NOT NULL, by_request bool NOT NULL, record bytea NOT NULL,
      PRIMARY KEY (payee, subject, by_request));
    CREATE TABLE proofs (
      serial int8 NOT NULL, batch int8 NOT NULL, number int8 NOT NULL, record bytea NOT NULL,
      PRIMARY KEY (serial, batch, number));
    CREATE TABLE batches (
      id int8 PRIMARY KEY, clock int8 NOT NULL, entries int8 NOT NULL, entry int8,
      digest bytea NOT NULL, record bytea NOT NULL);
    ALTER TABLE batches ALTER record SET STORAGE EXTERNAL;
    CREATE INDEX batches_new ON batches (clock, id) WHERE entry IS NULL;
    CREATE INDEX batches_entry ON batches (entry) WHERE entry >= 0;
    CREATE TABLE closed_keys (
      era int8 NOT NULL, key int8 NOT NULL, batch int8 NOT NULL, PRIMARY KEY (era, key, batch));
    CREATE TABLE eras (era int8 PRIMARY KEY);
    CREATE TABLE totals (
      process int8 PRIMARY KEY, issued int8 NOT NULL, pool int8 NOT NULL, held int8 NOT NULL,
      loss int8 NOT NULL, transactions int8 NOT NULL, proofs int8 NOT NULL, checks int8 NOT NULL,
      payments int8 NOT NULL, settled int8 NOT NULL, settled_value int8 NOT NULL,
      confirmed int8 NOT NULL, confirmed_value int8 NOT NULL,
      transit int8 NOT NULL DEFAULT 0) WITH (fillfactor = 20);
    CREATE TABLE log_end (id int8 PRIMARY KEY, next int8 NOT NULL);

    """
}
