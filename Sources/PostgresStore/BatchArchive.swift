import Crypto
import LedgerRecords
import PostgresLink
import Settlement
import Synchronization
import Wire

/// What has left the tables of open rows: found by an index of eight bytes, in the records of batches.
///
/// The index lies in eras, each so large that its newest part stays in the server's memory: an index
/// over all of history would be written to at random places. Old ones are merged (`EraMerge`).
final class BatchArchive: ArchiveLookup, Sendable {
  private let pool: PostgresPool
  /// Records that were read last.
  private let recent = Mutex<[BookChanges]>([])
  private static let keptRecords = 4

  init(_ pool: PostgresPool) { self.pool = pool }

  func visit(_ key: UInt64, _ body: (BookChanges) -> Bool) throws {
    for number in try batches(holding: key) {
      guard body(try changes(number)) else { return }
    }
  }

  /// The batch of a number; nil when there is none, or one that was given up.
  func batch(_ number: BatchNumber) throws -> StoredBatch? {
    let rows = try run(Self.one, PostgresParameters(Column.integer(number.value)))
    return rows.count == 0 ? nil : try StoredBatch(rows, 0)
  }

  func changes(_ number: BatchNumber) throws -> BookChanges {
    if let known = recent.withLock({ $0.first { $0.batch == number } }) { return known }
    guard let batch = try batch(number) else {
      throw LedgerStoreError.damaged("batch \(number.value) is missing")
    }
    let changes = try batch.changes()
    recent.withLock { recent in
      if recent.count >= Self.keptRecords { recent.removeFirst() }
      recent.append(changes)
    }
    return changes
  }

  /// Runs a statement that may be repeated.
  func run(
    _ statement: PostgresStatement, _ parameters: PostgresParameters
  ) throws -> PostgresRows {
    try explaining { () throws(PostgresError) in
      try pool.reading { (connection) throws(PostgresError) in
        try connection.run(statement, parameters)
      }
    }
  }

  /// The latest first.
  private func batches(holding key: UInt64) throws -> [BatchNumber] {
    let rows = try run(Self.find, PostgresParameters(Column.integer(key)))
    return try explaining { () throws(PostgresError) in
      var numbers: [BatchNumber] = []
      for index in 0..<rows.count {
        numbers.append(BatchNumber(Column.number(try rows.integer(index, 0))))
      }
      return numbers
    }
  }

  private static let find = PostgresStatement(
    """
    SELECT b.id FROM (
      SELECT DISTINCT c.batch
      FROM eras e JOIN closed_keys c ON c.era = e.era AND c.key = $1::int8) f
    JOIN batches b ON b.id = f.batch
    ORDER BY coalesce(nullif(b.entry, -1), 9223372036854775807) DESC, b.clock DESC, b.id
    """)

  /// Columns of a stored batch.
  private static let one = PostgresStatement(
    """
    SELECT id, coalesce(entry, -1), digest, record FROM batches
    WHERE id = $1::int8 AND length(record) > 0
    """)
}

extension StoredBatch {
  /// Columns in the order of `BatchArchive.one`; the record is held against its digest.
  init(_ rows: PostgresRows, _ index: Int) throws(LedgerStoreError) {
    let (number, entry) = try explaining { () throws(PostgresError) in
      (Column.number(try rows.integer(index, 0)), try rows.integer(index, 1))
    }
    let (digest, record) = try explaining { () throws(PostgresError) in
      (try rows.bytes(index, 2), try rows.bytes(index, 3))
    }
    guard [UInt8](SHA256.hash(data: record)) == digest else {
      throw .damaged("batch \(number) does not match its digest")
    }
    self.init(number: BatchNumber(number), entry: UInt64(max(entry, 0)), record: record)
  }
}
