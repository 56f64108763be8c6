import Foundation
import LedgerLog
import LedgerRecords
import Money
import PostgresStore
import TransparencyLog

extension Home {
  /// The same as `restore` where the ledger is on a server: the tables that were there are kept beside the new
  /// ones (`ReplacedTables`).
  static func restore(
    home path: String, database: String, from source: String, beginsNewLog: Bool,
    _ old: HomeSettings, _ currency: Currency
  ) throws -> UInt64 {
    let copy = ServerCopy(conninfo: database)
    try copy.check(source)
    let tables = try ReplacedTables(database)
    let others = try tables.others()
    guard others == 0 else { throw HomeError.databaseInUse(Int(others)) }
    try setAside(tables, mark: path + restoringMark)
    var settings = old
    let entries: UInt64
    do {
      try copy.read(from: source)
      let store = try openServer(database, currency)
      entries = try store.entryCount()
      let keys = try BankKeys(path: path + "/keys.json")
      try checkOwn(try store.snapshot(), keys: keys, source)
      do {
        var log = try openLog(path, keys, settings)
        try log.check(store)
      } catch  where needsNewLog(error) {
        guard beginsNewLog else { throw error }
        settings.logRenewals = (settings.logRenewals ?? 0) + 1
      }
    } catch {
      try tables.putBack()
      unlink(path + restoringMark)
      throw error
    }
    settings.ledgerWasRestored = true
    try write(settings, to: path + "/kontant.json")
    unlink(path + restoringMark)
    return entries
  }

  /// Where an earlier attempt was broken off, what it has moved aside stays, and what it has put in its place
  /// is no ledger to be kept.
  private static func setAside(_ tables: ReplacedTables, mark: String) throws {
    if FileManager.default.fileExists(atPath: mark) {
      if try tables.areThere() { return try tables.dropNew() }
    } else {
      try tables.number()
      try DurableFile.write([], to: mark, mode: 0o600)
    }
    try tables.set()
  }

  static func openServer(_ database: String, _ currency: Currency) throws -> PostgresStore {
    try PostgresStore(database, currency: currency.code, process: .random(in: 0 ... .max))
  }
}
