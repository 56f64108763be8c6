import LedgerRecords
import PostgresLink

/// The ledger's tables, and the place beside them where a restore puts those that it replaces: nothing that
/// was there is lost, and a restore that does not fit is taken back.
public struct ReplacedTables: Sendable {
  private let connection: PostgresConnection

  public static let names = [
    "meta", "accounts", "purses", "payments", "refusals", "proofs", "batches", "closed",
    "closed_keys", "eras",
    "totals", "log_end",
  ]
  /// Those that a copy of any schema has: with schema 2 came the list of eras, and another name for the index
  /// of what is closed (STO-9).
  public static let oldest = names.filter { !["eras", "closed", "closed_keys"].contains($0) }
  /// The schema that they are moved to.
  public static let schema = "kontant_replaced"

  public init(_ conninfo: String) throws(LedgerStoreError) {
    connection = try explaining { () throws(PostgresError) in
      // Whoever waits for a table longer than that has others in the way.
      try PostgresConnection(conninfo, setUp: "SET lock_timeout = '5s'")
    }
  }

  /// Other connections to the database. A ledger that goes on meanwhile would write over what it does not
  /// know.
  public func others() throws(LedgerStoreError) -> Int64 {
    try number(Self.othersNow)
  }

  /// Whether tables lie aside.
  public func areThere() throws(LedgerStoreError) -> Bool { try number(Self.count) > 0 }

  /// Forgets those of an earlier restore.
  public func forget() throws(LedgerStoreError) {
    try execute("DROP SCHEMA IF EXISTS \(Self.schema) CASCADE")
  }

  /// Those of an earlier restore keep their place under a number: they may be what is wanted.
  public func number() throws(LedgerStoreError) {
    try execute(
      """
      DO $$ DECLARE n int := 1; BEGIN
        IF EXISTS (SELECT FROM pg_namespace WHERE nspname = '\(Self.schema)') THEN
          WHILE EXISTS (SELECT FROM pg_namespace WHERE nspname = '\(Self.schema)_' || n) LOOP
            n := n + 1;
          END LOOP;
          EXECUTE 'ALTER SCHEMA \(Self.schema) RENAME TO \(Self.schema)_' || n;
        END IF;
      END $$
      """)
  }

  /// Moves the tables aside.
  public func set() throws(LedgerStoreError) {
    let moves = Self.names.map { "ALTER TABLE IF EXISTS \($0) SET SCHEMA \(Self.schema)" }
    try execute("CREATE SCHEMA \(Self.schema); " + moves.joined(separator: "; "))
  }

  /// Drops what a restore has put in their place.
  public func dropNew() throws(LedgerStoreError) { try execute(Self.drops) }

  /// Puts them back, in place of what a restore has put there.
  public func putBack() throws(LedgerStoreError) {
    let moves = Self.names.map {
      "EXECUTE format('ALTER TABLE IF EXISTS \(Self.schema).\($0) SET SCHEMA %I', current_schema())"
    }
    try execute(
      Self.drops + "; DO $$ BEGIN " + moves.joined(separator: "; ") + "; END $$; "
        + "DROP SCHEMA \(Self.schema)")
  }

  private static var drops: String {
    "DROP TABLE IF EXISTS " + names.joined(separator: ", ")
  }

  private func execute(_ script: String) throws(LedgerStoreError) {
    try explaining { () throws(PostgresError) in try connection.execute(script: script) }
  }

  private func number(_ statement: PostgresStatement) throws(LedgerStoreError) -> Int64 {
    try explaining { () throws(PostgresError) in try connection.run(statement).integer(0, 0) }
  }

  private static let count = PostgresStatement(
    "SELECT count(*) FROM pg_tables WHERE schemaname = 'kontant_replaced'")

  private static let othersNow = PostgresStatement(
    """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
    """)
}
