import LedgerRecords
import PostgresLink
import Settlement
import Wire

extension PostgresStore {
  /// The connection was lost while a batch was written: it was committed, or not, or still may be. A
  /// row of the same number settles it: if it can be written, the batch never will be; if not, the batch
  /// is there. Then something is written in any case, so that a standby has all of it before anybody is
  /// answered.
  /// - Throws: `uncertain` when the server stays away: the same uploads find out later.
  func wasCommitted(
    _ batch: BatchNumber, process: UInt64, _ why: String
  ) throws(LedgerStoreError) -> Bool {
    var pipeline = PostgresPipeline()
    let number = PostgresParameters(Column.integer(batch.value))
    pipeline.add(Self.giveUp, number)
    let look = pipeline.add(Self.look, number)
    pipeline.add(
      CommitStatements.addTotals,
      PostgresParameters(process: Column.integer(process), Totals()))
    for _ in 0..<Self.attempts {
      do throws(PostgresError) {
        return try pool.withConnection { (connection) throws(PostgresError) in
          try connection.run(pipeline)[look].integer(0, 0) > 0
        }
      } catch .connectionLost, .serialisationFailure {
        continue
      } catch .refused(sqlState: "55P03", _) {
        // The batch itself still waits, for a standby perhaps.
        continue
      } catch {
        throw .uncertain(why)
      }
    }
    throw .uncertain(why)
  }

  private static let attempts = 10

  private static let giveUp = PostgresStatement(
    """
    INSERT INTO batches (id, clock, entries, entry, digest, record)
    VALUES ($1::int8, 0, 0, -1, '', '') ON CONFLICT (id) DO NOTHING
    """)

  private static let look = PostgresStatement(
    "SELECT length(record)::int8 FROM batches WHERE id = $1::int8")
}
