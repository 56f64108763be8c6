import Foundation
import LedgerRecords
import LedgerStore
import PostgresStore
import Settlement
import Wire

/// What lies in a store, read beside the ledger that writes it.
protocol LedgerReading {
  /// In words, for people.
  var store: String { get }
  /// Ledgers may write it meanwhile.
  var isShared: Bool { get }
  /// The records as they are now.
  func open() throws -> (book: Book, history: any BatchHistory)
}

/// A SQLite ledger that nobody has open. It is copied first, write-ahead log and all: whoever opens it
/// next finds it as the kill has left it.
struct CopiedLedger: LedgerReading {
  let store = "SQLite"
  let isShared = false
  /// The database's file, and a folder for the copy.
  let path: String
  let folder: String
  let currency: CurrencyCode

  func open() throws -> (book: Book, history: any BatchHistory) {
    let files = FileManager.default
    let copy = folder + "/copy.sqlite"
    for ending in ["", "-wal", "-shm"] { try? files.removeItem(atPath: copy + ending) }
    for ending in ["", "-wal"] where files.fileExists(atPath: path + ending) {
      try files.copyItem(atPath: path + ending, toPath: copy + ending)
    }
    let store = try LedgerStore(path: copy, currency: currency)
    return (try store.open(), store)
  }
}

/// A PostgreSQL ledger, read as of one moment.
struct SharedLedger: LedgerReading {
  let store = "PostgreSQL"
  let isShared = true
  private let records: PostgresStore

  init(_ conninfo: String, currency: CurrencyCode) throws {
    records = try PostgresStore(
      conninfo, currency: currency, process: .random(in: 0 ... .max), connections: 4)
  }

  func open() throws -> (book: Book, history: any BatchHistory) {
    (try records.snapshot(), records)
  }
}
