import Foundation
import LedgerCrypto
import LedgerLog
import LedgerRecords
import LedgerStore
import PurseCrypto
import Settlement
import TransparencyLog
import Wire

extension Home {
  /// Opens the log in force, or begins it.
  /// - Throws: `HomeError.logGone` for one that has begun and is not there.
  static func openLog(
    _ path: String, _ keys: BankKeys, _ settings: HomeSettings
  ) throws -> LogFollower {
    let renewals = settings.logRenewals ?? 0
    guard let salts = SaltSource(secret: keys.logSecret) else {
      throw HomeError.damaged(path + "/keys.json", "the log's keys cannot be read")
    }
    let folder = logFolder(path, renewals: renewals)
    // A log that began again would sign what may differ from what it signed before.
    guard
      (settings.logsBegun ?? 0) <= renewals
        || FileManager.default.fileExists(atPath: folder + "/checkpoint")
    else { throw HomeError.logGone(folder) }
    return try LogFollower(
      folder: folder, signer: try logSigner(keys, renewals: renewals), salts: salts)
  }

  /// The same while no other ledger of this home writes the log: a file that one checkpoint names may go with the
  /// next (LOG-7).
  static func openQuietLog(
    _ path: String, _ keys: BankKeys, _ settings: HomeSettings, isShared: Bool
  ) throws -> LogFollower {
    let lock = isShared ? try logLock(path) : nil
    defer { withExtendedLifetime(lock) {} }
    return try openLog(path, keys, settings)
  }

  /// Waits for the others: each of them writes for some milliseconds.
  private static func logLock(_ path: String) throws(HomeError) -> HomeLock {
    let end = ContinuousClock.now + .seconds(60)
    while true {
      do throws(HomeError) {
        return try HomeLock(path: path + "/log.lock")
      } catch {
        guard case .busy = error, ContinuousClock.now < end else { throw error }
        Thread.sleep(forTimeInterval: 0.005)
      }
    }
  }

  /// From now on the log in force is missed when it is gone. Where that cannot be written, it is noted when
  /// the home is opened again.
  func noteLogBegun() {
    let count = (settings.logRenewals ?? 0) + 1
    guard (settings.logsBegun ?? 0) < count else { return }
    try? update { $0.logsBegun = count }
  }

  /// This home's store, for whoever serves its ledger.
  public func storeToServe() -> FollowedStore {
    let failure = ledger.crypto.failure
    return FollowedStore(
      store, log: log, turn: store.isShared ? logTurn : nil, mayCommit: { try failure.check() })
  }

  /// Brings the log up to the ledger, unless another ledger on the same store does so just now.
  func follow() throws {
    guard store.isShared else {
      try log.follow(store)
      return
    }
    guard let (latest, lock) = try logTurn() else { return }
    var log = latest
    defer { withExtendedLifetime(lock) {} }
    try log.follow(store)
    self.log = log
  }

  /// The log, opened anew behind a lock of its own.
  private var logTurn: FollowedStore.Turn {
    let (path, keys, settings) = (path, keys, settings)
    return {
      let lock: HomeLock
      do throws(HomeError) {
        lock = try HomeLock(path: path + "/log.lock")
      } catch {
        guard case .busy = error else { throw error }
        return nil
      }
      return (try Self.openLog(path, keys, settings), lock)
    }
  }

  /// Where the log lies, as it may be served but for its folder `private`.
  public var logFolder: String { Self.logFolder(path, renewals: settings.logRenewals ?? 0) }

  /// What an auditor needs to know.
  public var logKey: NoteKey {
    get throws { try Self.logSigner(keys, renewals: settings.logRenewals ?? 0).key }
  }

  /// The proof for a holder that a payment is settled.
  /// - Throws: `HomeError.notSettled` for one that is not, not any more, or not known.
  public func proof(of payment: Digest) throws -> LogProof {
    guard let row = ledger.book.payments[payment], row.booking == .settled,
      let place = row.settled, let batch = try store.batch(place.batch)
    else { throw HomeError.notSettled(payment) }
    return try log.proof(of: batch.entry + 1 + UInt64(place.ordinal))
  }

  /// Holds ledger and log against each other. A home that cannot be opened because its log was altered
  /// can still be checked: that is what a check is for.
  public static func check(home path: String, earlier: [UInt8]?) throws -> LedgerCheck {
    let (settings, currency) = try readCurrency(path)
    let lock = try HomeLock(path: path + "/lock", isShared: settings.database != nil)
    defer { withExtendedLifetime(lock) {} }
    let keys = try BankKeys(path: path + "/keys.json")
    let store = try openStore(path, settings, currency)
    let book = try store.open()
    let renewals = settings.logRenewals ?? 0
    var check = LedgerCheck()
    do {
      // What a kill has left behind.
      let lock = store.isShared ? try logLock(path) : nil
      defer { withExtendedLifetime(lock) {} }
      var log = try openLog(path, keys, settings)
      try log.follow(store)
    } catch let error as LogFollowError {
      check.add([error.description])
    } catch let error as LogError {
      check.add(["log: \(error)"])
    } catch let error as HomeError where error == .logGone(logFolder(path, renewals: renewals)) {
      check.add([error.description])
    }
    let key = try logSigner(keys, renewals: renewals).key
    try check.run(
      log: FolderLogStorage(folder: logFolder(path, renewals: renewals)), keys: [key],
      origin: key.name, history: store, book: store.isShared ? try store.snapshot() : book,
      earlier: earlier)
    check.add(try store.check())
    return check
  }

  private static func logFolder(_ path: String, renewals: Int) -> String {
    path + (renewals == 0 ? "/log" : "/log-\(renewals + 1)")
  }

  /// A log that was begun anew is another log, with a name of its own.
  private static func logSigner(_ keys: BankKeys, renewals: Int) throws -> NoteSigner {
    let root = (keys.file.firstRoot.map { [UInt8]($0) } ?? keys.rootKey.x.array).prefix(6)
    let name = root.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return try NoteSigner(
      name: "kontant/\(name)/log" + (renewals == 0 ? "" : "-\(renewals + 1)"),
      privateKey: keys.log)
  }
}
