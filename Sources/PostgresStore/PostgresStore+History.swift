import LedgerRecords
import PostgresLink
import Settlement

/// Batches are written by many at once; their places in the log are given out afterwards, by whoever
/// reads it, in the order of their clocks: a batch comes after all that it has read.
extension PostgresStore {
  public func entryCount() throws -> UInt64 {
    try placeBatches()
    let rows = try archive.run(Self.end, PostgresParameters())
    return try explaining { () throws(PostgresError) in Column.number(try rows.integer(0, 0)) }
  }

  public func batches(fromEntry entry: UInt64, _ body: (StoredBatch) throws -> Bool) throws {
    try placeBatches()
    var next = entry
    while true {
      let rows = try archive.run(Self.from, PostgresParameters(Column.integer(next)))
      guard rows.count > 0 else { return }
      for index in 0..<rows.count {
        let batch = try StoredBatch(rows, index)
        guard try body(batch) else { return }
        next = batch.entry + 1
      }
    }
  }

  public func batch(holding entry: UInt64) throws -> StoredBatch? {
    try placeBatches()
    let rows = try archive.run(Self.holding, PostgresParameters(Column.integer(entry)))
    return rows.count == 0 ? nil : try StoredBatch(rows, 0)
  }

  public func batch(_ number: BatchNumber) throws -> StoredBatch? { try archive.batch(number) }

  /// Gives the batches that have none yet their places in the log. Many may do so at once: they take
  /// turns at the row that has the log's end. Doing it again does no harm.
  func placeBatches() throws {
    var pipeline = PostgresPipeline()
    pipeline.add(Self.lockEnd)
    let place = pipeline.add(Self.place)
    while true {
      let rows = try explaining { () throws(PostgresError) in
        try pool.reading { (connection) throws(PostgresError) in
          try connection.run(pipeline)
        }
      }
      let count = try explaining { () throws(PostgresError) in try rows[place].integer(0, 0) }
      guard count == Self.largestRound else { return }
    }
  }

  private static let largestRound = 1_000

  private static let end = PostgresStatement("SELECT next FROM log_end WHERE id = 0")

  private static let lockEnd = PostgresStatement(
    "SELECT next FROM log_end WHERE id = 0 FOR UPDATE")

  /// Begins after the lock is held, and so sees what the one before has placed.
  private static let place = PostgresStatement(
    """
    WITH fresh AS (
      SELECT id, entries, (sum(entries) OVER (ORDER BY clock, id))::int8 - entries AS before
      FROM (
        SELECT id, clock, entries FROM batches WHERE entry IS NULL
        ORDER BY clock, id LIMIT 1000) b),
    placed AS (
      UPDATE batches b SET entry = l.next + f.before
      FROM fresh f, log_end l WHERE b.id = f.id AND l.id = 0
      RETURNING b.entries),
    ended AS (
      UPDATE log_end SET next = next + coalesce((SELECT sum(entries) FROM placed), 0)::int8
      WHERE id = 0)
    SELECT count(*) FROM placed
    """)

  private static let from = PostgresStatement(
    """
    SELECT id, entry, digest, record FROM batches
    WHERE entry >= 0 AND entry >= $1::int8 ORDER BY entry LIMIT 16
    """)

  private static let holding = PostgresStatement(
    """
    SELECT id, entry, digest, record FROM batches
    WHERE entry >= 0 AND entry <= $1::int8 ORDER BY entry DESC LIMIT 1
    """)
}
