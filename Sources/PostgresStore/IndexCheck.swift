import LedgerRecords
import PostgresLink
import Settlement

/// Holds the index of what is closed against the batches that it leads to (STO-7, STO-14): no key is
/// missing, none is false. Both sides are added up; only where the sums differ are the keys looked at.
struct IndexCheck {
  private let connection: PostgresConnection
  private var found: [String] = []

  /// - Parameter connection: in a transaction that sees one moment.
  init(_ connection: PostgresConnection) { self.connection = connection }

  mutating func findings() throws(PostgresError) -> [String] {
    if try connection.run(Self.unlisted).integer(0, 0) != 0 {
      found.append("index: a part of it is not listed, or the one written to is missing")
    }
    let indexed = try sumOfIndex()
    var made = ArchivePairSum()
    try batches { number, changes in
      for key in changes.archiveKeys { made.add(ArchivePair(key: key, batch: number)) }
      return nil
    }
    guard made != indexed, found.isEmpty else { return found }
    let connection = connection
    try batches { (number, changes) throws(PostgresError) in
      let keys = changes.archiveKeys.map(Column.integer)
      var parameters = PostgresParameters()
      parameters.append(array: keys)
      parameters.append(Column.integer(number))
      let count = try connection.run(Self.findable, parameters).integer(0, 0)
      return count == keys.count ? nil : "index: batch \(number) is not found by a key"
    }
    return found.isEmpty ? ["index: a key leads to a batch which does not have it"] : found
  }

  private func sumOfIndex() throws(PostgresError) -> ArchivePairSum {
    var sum = ArchivePairSum()
    var (era, key, batch) = (Int64.min, Int64.min, Int64.min)
    while true {
      let rows = try connection.run(Self.page, PostgresParameters(era, key, batch))
      guard rows.count > 0 else { return sum }
      for index in 0..<rows.count {
        (key, batch) = (try rows.integer(index, 1), try rows.integer(index, 2))
        sum.add(ArchivePair(key: Column.number(key), batch: Column.number(batch)))
      }
      era = try rows.integer(rows.count - 1, 0)
    }
  }

  /// All that were not given up.
  /// - Parameter body: what it finds wrong with one.
  private mutating func batches(
    _ body: (UInt64, BookChanges) throws(PostgresError) -> String?
  ) throws(PostgresError) {
    var next = Int64.min
    while true {
      let rows = try connection.run(Self.batches, PostgresParameters(next))
      guard rows.count > 0 else { return }
      for index in 0..<rows.count {
        let id = try rows.integer(index, 0)
        let number = Column.number(id)
        if let batch = try? StoredBatch(rows, index), let changes = try? batch.changes() {
          if let wrong = try body(number, changes) { found.append(wrong) }
          if try rows.integer(index, 4) != Column.integer(changes.entryCount) {
            found.append("batch \(number) counts other entries than it makes")
          }
        } else {
          found.append("batch \(number) is damaged")
        }
        guard found.count < Self.most, id < .max else { return }
        next = id + 1
      }
    }
  }

  /// Findings that are named.
  private static let most = 20

  private static let unlisted = PostgresStatement(
    """
    SELECT (EXISTS (
        SELECT FROM closed_keys c WHERE NOT EXISTS (SELECT FROM eras e WHERE e.era = c.era))
      OR NOT EXISTS (
        SELECT FROM meta m JOIN eras e ON e.era = m.value WHERE m.key = 'era'))::int4::int8
    """)

  private static let page = PostgresStatement(
    """
    SELECT era, key, batch FROM closed_keys WHERE (era, key, batch) > ($1::int8, $2::int8, $3::int8)
    ORDER BY era, key, batch LIMIT 50000
    """)

  /// The first columns are those of `StoredBatch`.
  private static let batches = PostgresStatement(
    """
    SELECT id, coalesce(entry, -1), digest, record, entries FROM batches
    WHERE id >= $1::int8 AND length(record) > 0 ORDER BY id LIMIT 16
    """)

  /// How many of these keys lead to the batch.
  private static let findable = PostgresStatement(
    """
    SELECT count(DISTINCT c.key) FROM unnest($1::int8[]) AS k(key)
    CROSS JOIN eras e JOIN closed_keys c ON c.era = e.era AND c.key = k.key AND c.batch = $2::int8
    """)
}
