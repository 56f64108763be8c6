import Foundation
import LedgerLog
import LedgerRecords
import LedgerStore
import Money
import TransparencyLog
import Wire

extension Home {
  /// Copies the ledger's database while whoever has the home open goes on.
  /// - Returns: how many entries of the log the copy holds.
  public static func backUp(home path: String, to target: String) throws -> UInt64 {
    let (settings, currency) = try readCurrency(path)
    guard settings.database == nil else { throw HomeError.elsewhere }
    return try LedgerStore.copy(
      from: path + "/ledger.sqlite", to: target, currency: currency.code)
  }

  /// Puts a copy in the ledger's place; the database that was there stays as `ledger.sqlite.replaced`.
  /// Broken off, the home is refused until it is done again.
  public static func restore(
    home path: String, from source: String, beginsNewLog: Bool
  ) throws -> UInt64 {
    let lock = try HomeLock(path: path + "/lock")
    defer { withExtendedLifetime(lock) {} }
    var (settings, currency) = try readCurrency(path)
    guard settings.database == nil else { throw HomeError.elsewhere }
    let database = path + "/ledger.sqlite"
    let incoming = path + "/ledger.sqlite.incoming"
    let entries = try LedgerStore.copy(from: source, to: incoming, currency: currency.code)
    let log = try openLog(
      path, try BankKeys(path: path + "/keys.json"), renewals: settings.logRenewals ?? 0)
    let signed = try log.size()
    if signed > entries {
      guard beginsNewLog else {
        unlink(incoming)
        throw LogFollowError.logIsAhead(log: signed, ledger: entries)
      }
      settings.logRenewals = (settings.logRenewals ?? 0) + 1
    }
    settings.ledgerWasRestored = true
    try DurableFile.write([], to: path + restoringMark, mode: 0o600)
    if FileManager.default.fileExists(atPath: database) { try keep(database) }
    for leftover in ["-wal", "-shm"] { unlink(database + leftover) }
    guard rename(incoming, database) == 0 else { throw DurableFile.failure(database) }
    try write(settings, to: path + "/kontant.json")
    unlink(path + restoringMark)
    return entries
  }

  /// Stands while a restore is under way.
  static var restoringMark: String { "/ledger.restoring" }

  /// What is in the write-ahead log comes along; a database that cannot be read is kept as it is.
  private static func keep(_ database: String) throws {
    let replaced = database + ".replaced"
    for leftover in ["", "-wal", "-shm"] {
      unlink(replaced + leftover)
      if FileManager.default.fileExists(atPath: database + leftover) {
        guard rename(database + leftover, replaced + leftover) == 0 else {
          throw DurableFile.failure(database)
        }
      }
    }
  }

  private static func readCurrency(_ path: String) throws -> (HomeSettings, Currency) {
    guard FileManager.default.fileExists(atPath: path + "/kontant.json") else {
      throw HomeError.missing(path)
    }
    let settings = try readSettings(path + "/kontant.json")
    guard let currency = Currency(letters: settings.currency) else {
      throw HomeError.damaged(path + "/kontant.json", "unknown currency or liquidity")
    }
    return (settings, currency)
  }
}
