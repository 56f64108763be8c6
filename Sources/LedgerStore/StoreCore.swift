import GRDB
import LedgerRecords
import Settlement
import Synchronization
import Wire

/// The database's two connections, and what its tables lack.
final class StoreCore: ArchiveLookup, Sendable {
  let state = Mutex(StoreState())
  private let path: String
  private let writer: DatabaseQueue
  /// Looks things up while the writer writes.
  private let reader: DatabaseQueue

  init(path: String, currency: CurrencyCode) throws {
    self.path = path
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA journal_mode=WAL")
      try db.execute(sql: "PRAGMA synchronous=FULL")
    }
    configuration.busyMode = .timeout(5)
    let settings = configuration
    (writer, reader) = try explaining(path) {
      let writer = try DatabaseQueue(path: path, configuration: settings)
      try writer.write { db in try LedgerSchema.prepare(db, path: path, currency: currency) }
      return (writer, try DatabaseQueue(path: path, configuration: settings))
    }
    // A durability setting that did not take is refused, not hoped for.
    let mode = try writer.read { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") }
    guard mode == 2 else { throw LedgerStoreError.notDurable(String(mode ?? -1)) }
  }

  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try explaining(path) { try reader.read(body) }
  }

  /// One durable transaction.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try explaining(path) { try writer.write(body) }
  }

  /// The batches that may hold what a key names, the latest first, as long as the body says so.
  func visit(_ key: UInt64, _ body: (BookChanges) -> Bool) throws {
    let recent = state.withLock { $0.recent[key] ?? [] }
    let older = try read { db in try ArchiveIndex.find(db, key) }
    for number in recent.reversed() + older.filter({ !recent.contains($0) }) {
      guard let batch = try read({ db in try BatchTable.read(db, BatchNumber(number)) }) else {
        continue
      }
      guard body(try batch.changes()) else { return }
    }
  }
}
