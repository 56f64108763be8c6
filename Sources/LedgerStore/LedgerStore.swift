import Foundation
import GRDB
import LedgerRecords
import Settlement
import Synchronization
import Wire

/// The ledger's records in SQLite (docs/spec/storage.md). A batch is one record, durable when `commit`
/// returns: one transaction, synchronous=FULL. From time to time the rows that are still open are
/// written to tables, from which, and from the batches after, a ledger is opened.
public final class LedgerStore: LedgerStorage {
  public let name = "SQLite"
  public let isShared = false
  let core: StoreCore
  private let limits: CheckpointLimits
  private let source = Mutex<ArchiveSource?>(nil)

  /// Opens or creates the database.
  public init(
    path: String, currency: CurrencyCode, limits: CheckpointLimits = CheckpointLimits()
  ) throws {
    self.limits = limits
    core = try StoreCore(path: path, currency: currency)
  }

  public func open() throws -> Book {
    let source = ArchiveSource(core)
    var book = Book(source: source)
    var state = StoreState()
    try core.read { db in
      try RowReader.read(db, into: &book)
      state.resume(
        entries: try Meta.number(db, "entries"),
        last: BatchNumber(try Meta.number(db, "checkpoint")),
        totals: book.totals)
      try BatchTable.read(db, from: state.last.next) { batch in
        let changes = try batch.changes()
        guard batch.entry == state.entries else {
          throw LedgerStoreError.damaged("batch \(batch.number.value) is out of its place")
        }
        book.load(changes)
        state.add(changes, recordSize: batch.record.count)
        return true
      }
    }
    book.batch = state.last.next
    guard book.isBalanced else { throw LedgerStoreError.damaged("the books do not balance") }
    core.state.withLock { $0 = state }
    self.source.withLock { $0 = source }
    return book
  }

  public func prepare(_ book: inout Book, for names: BatchNames) throws {}

  public func commit(_ changes: BookChanges) throws {
    try source.withLock { try $0?.check() }
    guard !changes.isEmpty else { return }
    let record = changes.record
    try core.state.withLock { state in
      guard !state.isAhead else { throw LedgerStoreError.failed("it must be opened again") }
      let entry = state.entries
      state.add(changes, recordSize: record.count)
      let isDue = limits.isDue(state)
      do {
        try core.write { db in
          try BatchTable.insert(db, changes.batch, entry: entry, record: record)
          if isDue { try RowWriter.write(db, state) }
        }
      } catch {
        state.isAhead = true
        throw error
      }
      if isDue { state.checkpointed() }
    }
  }
}

/// When the tables of open rows are brought up to the batches: seldom enough that most payments are
/// closed before they are ever written there, often enough that opening stays quick.
public struct CheckpointLimits: Sendable {
  public var bytes: Int
  public var batches: Int

  public init(bytes: Int = 128 << 20, batches: Int = 1_000) {
    self.bytes = bytes
    self.batches = batches
  }

  func isDue(_ state: StoreState) -> Bool { state.bytes >= bytes || state.batches >= batches }
}
