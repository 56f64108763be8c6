import Foundation
import GRDB
import Settlement
import Wire

/// Why a ledger's database cannot be used.
public enum LedgerStoreError: Error, Equatable, CustomStringConvertible {
  case newerSchema(found: Int, known: Int)
  case notALedger(String)
  case otherCurrency(found: UInt16, expected: UInt16)
  case notDurable(String)
  case damaged(String)
  case noSpace
  case busy
  case failed(String)

  public var description: String {
    switch self {
    case .newerSchema(let found, let known):
      "the ledger's database has schema \(found) and this kontant knows \(known); use a newer one"
    case .notALedger(let path): "\(path) is not a ledger's database"
    case .otherCurrency(let found, let expected):
      "the ledger keeps currency \(found) and not \(expected); point to the right home"
    case .notDurable(let mode):
      "the database would not be durable (synchronous is \(mode)); nothing was opened"
    case .damaged(let what): "the ledger's database is damaged: \(what); restore a backup"
    case .noSpace: "no room on the disk for the ledger; nothing was booked: free some and try again"
    case .busy: "another program holds the ledger's database; wait for it, then try again"
    case .failed(let what):
      "the ledger's database failed (\(what)), nothing was booked; check the disk, then try again"
    }
  }
}

/// The ledger's records in SQLite. Changes are durable when `save` returns: one transaction,
/// synchronous=FULL.
public final class LedgerStore: Sendable {
  public static let schema = 1
  private let queue: DatabaseQueue

  /// Opens or creates the database.
  public init(path: String, currency: CurrencyCode) throws {
    var configuration = Configuration()
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA journal_mode=WAL")
      try db.execute(sql: "PRAGMA synchronous=FULL")
    }
    configuration.busyMode = .timeout(5)
    queue = try Self.explaining(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.write { db in try LedgerSchema.prepare(db, path: path, currency: currency) }
      return queue
    }
    // A durability setting that did not take is refused, not hoped for.
    let mode = try queue.read { db in try Int.fetchOne(db, sql: "PRAGMA synchronous") }
    guard mode == 2 else { throw LedgerStoreError.notDurable(String(mode ?? -1)) }
  }

  /// All records.
  public func load() throws -> Book {
    try Self.explaining { try queue.read { db in try BookReader(db).read() } }
  }

  /// Writes what changed, in one transaction; afterwards the book has no changes.
  public func save(_ book: inout Book) throws {
    try save(book.changes)
    book.forgetChanges()
  }

  /// The same for changes that were taken from a book, which may go on meanwhile.
  public func save(_ changes: BookChanges) throws {
    try Self.explaining { try queue.write { db in try BookWriter(db).write(changes) } }
  }

  /// The transactions that touch an account, oldest first; every number can be drilled down to them.
  public func transactions(touching account: LedgerAccount?, limit: Int) throws -> [Transaction] {
    try Self.explaining {
      try queue.read { db in try TransactionReader(db).read(touching: account, limit: limit) }
    }
  }

  /// The database's own errors in this module's words.
  private static func explaining<Result>(
    _ path: String = "", _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as DatabaseError {
      switch error.resultCode {
      case .SQLITE_NOTADB: throw LedgerStoreError.notALedger(path)
      case .SQLITE_FULL: throw LedgerStoreError.noSpace
      case .SQLITE_BUSY, .SQLITE_LOCKED: throw LedgerStoreError.busy
      case .SQLITE_CORRUPT: throw LedgerStoreError.damaged(error.message ?? "unreadable pages")
      default: throw LedgerStoreError.failed(error.message ?? "SQLite \(error.resultCode)")
      }
    }
  }
}
