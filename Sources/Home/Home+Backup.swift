import Foundation
import LedgerCrypto
import LedgerLog
import LedgerRecords
import LedgerStore
import Money
import PurseCrypto
import Settlement
import TransparencyLog
import Wire

extension Home {
  /// Copies the ledger's database while whoever has the home open goes on.
  /// - Returns: how many entries of the log the copy holds.
  public static func backUp(home path: String, to target: String) throws -> UInt64 {
    let (settings, currency) = try readCurrency(path)
    // A ledger that is served would go on writing to the file that the copy has replaced.
    guard !lies(target, in: path) else { throw HomeError.backupInHome(target) }
    if let database = settings.database {
      return try ServerCopy(conninfo: database).write(to: target)
    }
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
    if let database = settings.database {
      return try restore(
        home: path, database: database, from: source, beginsNewLog: beginsNewLog, settings, currency
      )
    }
    let database = path + "/ledger.sqlite"
    let incoming = path + "/ledger.sqlite.incoming"
    let entries = try LedgerStore.copy(from: source, to: incoming, currency: currency.code)
    do {
      let keys = try BankKeys(path: path + "/keys.json")
      var log = try openLog(path, keys, settings)
      let store = try LedgerStore(path: incoming, currency: currency.code)
      try checkOwn(store.open(), keys: keys, source)
      try log.check(store)
    } catch let error as HomeError where error == .anotherBank(source) {
      for part in ["", "-wal", "-shm"] { unlink(incoming + part) }
      throw error
    } catch  where needsNewLog(error) {
      guard beginsNewLog else {
        unlink(incoming)
        throw error
      }
      settings.logRenewals = (settings.logRenewals ?? 0) + 1
    }
    settings.ledgerWasRestored = true
    try keep(database, mark: path + restoringMark)
    for leftover in ["-wal", "-shm"] { unlink(database + leftover) }
    guard rename(incoming, database) == 0 else { throw DurableFile.failure(database) }
    try write(settings, to: path + "/kontant.json")
    unlink(path + restoringMark)
    return entries
  }

  /// Begins another log where the one in force cannot go on: it is gone, or damaged, or the ledger was set
  /// back behind it by other means than `restore`. What is left of it stays where it is.
  /// - Throws: `HomeError.logGoesOn`.
  public static func beginNewLog(home path: String) throws -> UInt64 {
    let lock = try HomeLock(path: path + "/lock")
    defer { withExtendedLifetime(lock) {} }
    var (settings, currency) = try readCurrency(path)
    let store = try openStore(path, settings, currency)
    _ = try store.open()
    do {
      var log = try openLog(path, try BankKeys(path: path + "/keys.json"), settings)
      try log.check(store)
      throw HomeError.logGoesOn
    } catch  where needsNewLog(error) {
      if error is LogFollowError { settings.ledgerWasRestored = true }
    }
    settings.logRenewals = (settings.logRenewals ?? 0) + 1
    try write(settings, to: path + "/kontant.json")
    return try store.entryCount()
  }

  static func needsNewLog(_ error: any Error) -> Bool {
    if case HomeError.logGone = error { return true }
    return error is LogFollowError || error is LogError
  }

  /// Stands while a restore is under way.
  static var restoringMark: String { "/ledger.restoring" }

  /// Moves the database that is there aside, and marks that this is under way. What is in its
  /// write-ahead log comes along; one that cannot be read is kept as it is. Where an earlier attempt was
  /// broken off, what it has moved stays, and what it has put in its place is no ledger to be kept.
  private static func keep(_ database: String, mark: String) throws {
    let replaced = database + ".replaced"
    let parts = ["", "-wal", "-shm"]
    if !FileManager.default.fileExists(atPath: mark) {
      try number(replaced, parts)
      try DurableFile.write([], to: mark, mode: 0o600)
    }
    guard !(exists(database) && exists(replaced)) else { return }
    for part in parts where exists(database + part) {
      guard rename(database + part, replaced + part) == 0 else {
        throw DurableFile.failure(database)
      }
    }
  }

  /// What an earlier restore has replaced keeps its place under a number: it may be what is wanted.
  private static func number(_ replaced: String, _ parts: [String]) throws {
    guard exists(replaced) else { return }
    let number = (1...).first { !exists("\(replaced)-\($0)") } ?? 1
    for part in parts where exists(replaced + part) {
      guard rename(replaced + part, "\(replaced)-\(number)\(part)") == 0 else {
        throw DurableFile.failure(replaced)
      }
    }
  }

  /// Refuses the ledger of another central bank: no issuer of this home's has signed its purses' certificates.
  static func checkOwn(_ book: Book, keys: BankKeys, _ source: String) throws {
    guard let row = book.purses.all.first(where: { _ in true })?.row,
      let certificate = try? Signed<Certificate>(row.certificateMessage.span.bytes)
    else { return }
    let authorities = [keys.issuerCertificate] + keys.retired
    let isOwn = authorities.contains { authority in
      let key = authority.content.key
      // The second half of a signature of suite 3 lies elsewhere.
      return authority.content.id == certificate.content.issuer
        && (key.suite == .es256MLDSA65
          || keys.ledgerCrypto.verify(
            certificate.signature, over: certificate.digest(hash: SoftwareHash()), by: key))
    }
    guard isOwn else { throw HomeError.anotherBank(source) }
  }

  private static func lies(_ file: String, in folder: String) -> Bool {
    let parent = URL(fileURLWithPath: file).deletingLastPathComponent()
    let paths = [parent, URL(fileURLWithPath: folder)].map {
      $0.resolvingSymlinksInPath().path + "/"
    }
    return paths[0].hasPrefix(paths[1])
  }

  private static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  static func readCurrency(_ path: String) throws -> (HomeSettings, Currency) {
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
