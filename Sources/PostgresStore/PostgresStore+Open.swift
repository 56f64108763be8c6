import LedgerRecords
import PostgresLink
import Settlement
import Wire

extension PostgresStore {
  /// Counted by the server, which goes through all open rows for it.
  public func openFigures(at time: LedgerTime) throws -> OpenFigures {
    var pipeline = PostgresPipeline()
    let counts = pipeline.add(Self.counts)
    var now = PostgresParameters()
    now.append(Column.integer(time.seconds))
    let aged = pipeline.add(Self.ages, now)
    let rows = try explaining { () throws(PostgresError) in
      try pool.reading { (connection) throws(PostgresError) in try connection.run(pipeline) }
    }
    return try explaining { () throws(PostgresError) in
      var ages = Book().unexplainedByAge(at: time)
      for row in 0..<rows[aged].count {
        let place = Int(try rows[aged].integer(row, 0))
        ages[place].purses = Int(try rows[aged].integer(row, 1))
        let sum = Column.number(try rows[aged].integer(row, 2))
        ages[place].value = Amount(minorUnits: sum) ?? .largest
      }
      return OpenFigures(
        payments: Int(try rows[counts].integer(0, 0)), purses: Int(try rows[counts].integer(0, 1)),
        signatureChecks: Column.number(try rows[counts].integer(0, 2)), unexplained: ages)
    }
  }

  private static let counts = PostgresStatement(
    """
    SELECT (SELECT count(*) FROM payments), (SELECT count(*) FROM purses),
      (SELECT coalesce(sum(checks), 0)::int8 FROM totals)
    """)

  /// The places of `Book.unexplainedByAge`; a purse whose advance has no time yet has a new one.
  private static let ages = PostgresStatement(
    """
    SELECT age::int8, count(*), sum(unexplained)::int8 FROM (
      SELECT unexplained, CASE
        WHEN since = 0 OR $1::int8 < since + 86400 THEN 0 WHEN $1::int8 < since + 7 * 86400 THEN 1
        WHEN $1::int8 < since + 30 * 86400 THEN 2 WHEN $1::int8 < since + 90 * 86400 THEN 3
        ELSE 4 END AS age
      FROM purses WHERE unexplained > 0) aged
    GROUP BY age
    """)
}
