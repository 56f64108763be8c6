import Foundation
import GRDB
import LedgerRecords
import Wire

extension LedgerStore {
  /// Copies a database as of one moment; whoever writes it goes on meanwhile. The copy is durable and
  /// whole, or there is none.
  /// - Returns: how many entries of the log it holds.
  public static func copy(
    from path: String, to target: String, currency: CurrencyCode
  ) throws -> UInt64 {
    let unfinished = target + ".unfinished"
    for leftover in ["", "-wal", "-shm", "-journal"] { unlink(unfinished + leftover) }
    defer { for leftover in ["", "-wal", "-shm", "-journal"] { unlink(unfinished + leftover) } }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
    else { throw LedgerStoreError.notALedger(path) }
    let entries = try naming(path) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(5)
      let source = try DatabaseQueue(path: path, configuration: configuration)
      // SQLite takes an empty file for a database, and a ledger would be begun in the copy.
      guard try source.read({ db in try db.tableExists("meta") }) else {
        throw LedgerStoreError.notALedger(path)
      }
      try explaining(unfinished) {
        let copy = try DatabaseQueue(path: unfinished)
        try source.backup(to: copy)
        try copy.writeWithoutTransaction { db in
          _ = try String.fetchAll(db, sql: "PRAGMA journal_mode=DELETE")
        }
        try copy.close()
      }
      try source.close()
      // Opened as a ledger is: what is no ledger of this currency, or not whole, is no backup.
      let store = try LedgerStore(path: unfinished, currency: currency)
      _ = try store.open()
      return try store.entryCount()
    }
    for leftover in ["-wal", "-shm"] { unlink(unfinished + leftover) }
    try sync(unfinished)
    guard rename(unfinished, target) == 0 else {
      throw LedgerStoreError.failed("\(target) cannot be written")
    }
    try sync(URL(fileURLWithPath: target).deletingLastPathComponent().path)
    return entries
  }

  /// Says which file is damaged: there is more than one.
  private static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try explaining(path, body)
    } catch LedgerStoreError.damaged(let what) {
      throw LedgerStoreError.damaged("\(path), \(what)")
    }
  }

  private static func sync(_ path: String) throws {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, fsync(descriptor) == 0 else {
      throw LedgerStoreError.failed("\(path) cannot be made durable")
    }
    close(descriptor)
  }
}
