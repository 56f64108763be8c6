import LedgerRecords
import PostgresLink

/// A moment of a ledger on a server that its own programs can copy while ledgers go on. It lasts as long as
/// this is kept.
public struct DumpMoment: Sendable {
  private let connection: PostgresConnection
  /// What `pg_dump --snapshot` wants.
  public let snapshot: String
  /// Entries of the log that the ledger makes at that moment.
  public let entries: UInt64

  public init(_ conninfo: String) throws(LedgerStoreError) {
    let connection = try explaining { () throws(PostgresError) in
      try PostgresConnection(conninfo, setUp: "BEGIN ISOLATION LEVEL REPEATABLE READ")
    }
    let rows = try explaining { () throws(PostgresError) in try connection.run(Self.look) }
    (snapshot, entries) = try explaining { () throws(PostgresError) in
      (try rows.text(0, 0), Column.number(try rows.integer(0, 1)))
    }
    self.connection = connection
  }

  /// Batches that have no place in the log yet have one by the time somebody asks.
  private static let look = PostgresStatement(
    """
    SELECT pg_export_snapshot()::text, (
      (SELECT next FROM log_end WHERE id = 0)
      + (SELECT coalesce(sum(entries), 0) FROM batches WHERE entry IS NULL))::int8
    """)
}
