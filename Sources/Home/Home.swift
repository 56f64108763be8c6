import Foundation
import LedgerCrypto
import LedgerLog
import LedgerRecords
import LedgerStore
import Money
import Payment
import Purse
import PostgresStore
import PurseCrypto
import Settlement
import Wire

/// A ledger with real keys.
public typealias HomeLedger = Ledger<SoftwareLedgerCrypto>

/// A folder that holds a small central bank and its devices: settings, keys, the ledger's database
/// and one file for each device. One process works in it at a time.
public final class Home {
  public let path: String
  public let currency: Currency
  public private(set) var settings: HomeSettings
  public var ledger: HomeLedger
  public let store: any LedgerKeeper
  public internal(set) var log: LogFollower
  private(set) var keys: BankKeys
  let blockListFile: BlockListFile
  /// The second signatures of claims that this process has attested, where the issuer is of suite 3: none is made
  /// of a claim that is brought.
  var attested = SecondSignatures()
  private let lock: HomeLock

  /// Opens a home.
  public init(path: String) throws {
    self.path = path
    guard FileManager.default.fileExists(atPath: path + "/kontant.json") else {
      throw HomeError.missing(path)
    }
    settings = try Self.readSettings(path + "/kontant.json")
    blockListFile = BlockListFile(path: path + "/blocklist.json")
    lock = try HomeLock(path: path + "/lock", isShared: settings.database != nil)
    guard let currency = Currency(letters: settings.currency),
      let liquidity = Liquidity(name: settings.liquidity)
    else { throw HomeError.damaged(path + "/kontant.json", "unknown currency or liquidity") }
    self.currency = currency
    keys = try BankKeys(path: path + "/keys.json")
    store = try Self.openStore(path, settings, currency)
    let (regular, interim) = try Self.readPolicies(path + "/policies")
    var rules = LedgerRules(
      currency: currency.code, liquidity: liquidity, policies: regular, certificateDays: 365,
      renewalDays: 30)
    rules.interims = interim
    rules.mayHaveForgotten = settings.ledgerWasRestored ?? false
    Self.apply(keys, to: &rules)
    Self.apply(settings, to: &rules)
    ledger = HomeLedger(book: try store.open(), rules: rules, crypto: keys.ledgerCrypto)
    log = try Self.openQuietLog(path, keys, settings, isShared: store.isShared)
    // What a kill has left behind, and a ledger that was set back behind its log.
    try follow()
    noteLogBegun()
    try signPoliciesAnew()
    try openBlockList()
  }

  /// Makes a home in a folder that is not one yet. Killed half-way, it can be made again.
  /// - Parameters:
  ///   - keys: where its keys shall lie.
  ///   - database: of a PostgreSQL server, as libpq reads it; nil for SQLite in the home.
  ///   - suite: what root, issuer and ledger sign with, where their keys lie in a file.
  public static func create(
    path: String, currency: Currency, liquidity: Liquidity, now: LedgerTime, keys: KeyChoice,
    database: String? = nil, suite: Suite = .es256
  ) throws {
    let files = FileManager.default
    guard !files.fileExists(atPath: path + "/kontant.json") else {
      throw HomeError.alreadyThere(path)
    }
    do {
      for folder in ["", "/devices", "/policies"] {
        try files.createDirectory(atPath: path + folder, withIntermediateDirectories: true)
      }
    } catch {
      throw HomeError.io("\(path): the folder cannot be made; check its rights and the disk")
    }
    // Without its settings a folder is no home; with devices in it, it has been one.
    guard deviceNames(in: path).isEmpty else {
      throw HomeError.damaged(path, "its devices are there, but kontant.json is missing")
    }
    for leftover in ["", "-wal", "-shm"] { unlink(path + "/ledger.sqlite" + leftover) }
    let keys = try chosenKeys(keys, path, currency, now, suite)
    for preset in PolicyPreset.allCases {
      let policy = preset.policy(number: 1, time: now, currency: currency)
      try DurableFile.write(
        [UInt8](try BankKeys.sign(policy, keys.ledger)), to: path + "/policies/\(preset.rawValue)",
        mode: 0o600)
    }
    if let database {
      _ = try PostgresStore(database, currency: currency.code, process: .random(in: 0 ... .max))
    } else {
      _ = try LedgerStore(path: path + "/ledger.sqlite", currency: currency.code)
    }
    // The settings come last: without them there is no home.
    var settings = HomeSettings(
      version: HomeSettings.knownVersion, currency: currency.letters, liquidity: liquidity.name,
      clockOffsetSeconds: 0)
    settings.database = database
    try write(settings, to: path + "/kontant.json")
  }

  /// Whether a folder is a home, whatever its version.
  public static func exists(at path: String) -> Bool {
    FileManager.default.fileExists(atPath: path + "/kontant.json")
  }

  /// The ledger's time: the machine's, and what has been let pass.
  public var now: LedgerTime {
    LedgerTime(seconds: UInt64(Date().timeIntervalSince1970) + settings.clockOffsetSeconds)
  }

  /// Says that the ledger's database was restored from a copy, or that this is over: meanwhile what
  /// purses report of forgotten grants counts as possible (SYN-7).
  public func set(ledgerWasRestored: Bool) throws {
    settings.ledgerWasRestored = ledgerWasRestored
    try Self.write(settings, to: path + "/kontant.json")
    ledger.rules.mayHaveForgotten = ledgerWasRestored
  }

  /// Changes the settings, durably.
  func update(_ change: (inout HomeSettings) -> Void) throws {
    change(&settings)
    try Self.write(settings, to: path + "/kontant.json")
  }

  /// Lets time pass.
  public func advance(seconds: UInt64) throws {
    let (offset, overflow) = settings.clockOffsetSeconds.addingReportingOverflow(seconds)
    guard !overflow, offset <= HomeSettings.largestClockOffset else { throw HomeError.clockTooFar }
    settings.clockOffsetSeconds = offset
    try Self.write(settings, to: path + "/kontant.json")
  }

  /// Tells whoever finds the home locked where its ledger is served.
  public func announce(servedAt place: String) throws { try lock.announce(place) }

  /// Makes the ledger's changes durable.
  public func save() throws {
    try ledger.crypto.failure.check()
    let changes = ledger.book.takeChanges()
    try store.commit(changes)
    if store.isShared {
      ledger.book = try store.open()
    } else {
      ledger.book.release(changes)
    }
    try? saveBlockList()
    // It is booked, and nothing may say otherwise. Where the log cannot be written now, it follows
    // when the home is opened again, or that says why not.
    try? follow()
  }

  /// All that is open: for whoever reports, and not for changes.
  public var books: Book {
    get throws { store.isShared ? try store.snapshot() : ledger.book }
  }

  /// What the keys in force mean for the ledger.
  private static func apply(_ keys: BankKeys, to rules: inout LedgerRules) {
    rules.approvals = keys.approvalRules
    rules.replacedIssuers = keys.replacedIssuers
    rules.lessons = keys.lessons
    rules.olderIssuers = [:]
    for older in keys.retired where older.content.role == .issuer {
      rules.olderIssuers[older.content.id] = [UInt8](older)
    }
    rules.issuers = [keys.issuerCertificate.content.id: keys.issuerCertificate.content.key]
    rules.ledgerKey = keys.ledger.publicKey
    rules.lessonSeconds = keys.rootSeconds
  }

  /// Goes on with the keys that the file names now.
  func reloadKeys() throws {
    keys = try BankKeys(path: path + "/keys.json")
    Self.apply(keys, to: &ledger.rules)
    ledger.crypto = keys.ledgerCrypto
  }

  /// The root's public key: what devices trust.
  public var rootKey: Wire.PublicKey { keys.rootKey }
  /// Its second signatures of issuers and ledgers, where it is of suite 3.
  public var rootSeconds: SecondSignatures { keys.rootSeconds }
  public var issuerCertificate: Signed<Authority> { keys.issuerCertificate }
  public var ledgerCertificate: Signed<Authority> { keys.ledgerCertificate }
  var bankKeys: BankKeys { keys }
}

extension Home {
  static func readSettings(_ path: String) throws -> HomeSettings {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DurableFile.failure(path)
    }
    struct Versioned: Codable { var version: Int }
    guard let versioned = try? JSONDecoder().decode(Versioned.self, from: data) else {
      throw HomeError.damaged(path, "it is not a home's settings")
    }
    guard versioned.version == HomeSettings.knownVersion else {
      throw HomeError.otherVersion(
        path, found: versioned.version, known: HomeSettings.knownVersion)
    }
    guard let settings = try? JSONDecoder().decode(HomeSettings.self, from: data),
      settings.clockOffsetSeconds <= HomeSettings.largestClockOffset
    else {
      throw HomeError.damaged(path, "it is not a home's settings")
    }
    return settings
  }

  static func write(_ settings: HomeSettings, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try DurableFile.write([UInt8](try encoder.encode(settings)), to: path, mode: 0o600)
  }

  static func openStore(
    _ path: String, _ settings: HomeSettings, _ currency: Currency
  ) throws -> any LedgerKeeper {
    guard !FileManager.default.fileExists(atPath: path + restoringMark) else {
      throw HomeError.damaged(path, "a restore of its ledger was broken off; restore it again")
    }
    if let database = settings.database { return try openServer(database, currency) }
    return try openStore(path, currency)
  }

  static func openStore(_ path: String, _ currency: Currency) throws -> LedgerStore {
    // SQLite would make an empty ledger in place of a lost one.
    let ledgerPath = path + "/ledger.sqlite"
    guard let size = try? FileManager.default.attributesOfItem(atPath: ledgerPath)[.size] as? Int,
      size > 0
    else { throw HomeError.damaged(ledgerPath, "the ledger is missing or empty") }
    return try LedgerStore(path: ledgerPath, currency: currency.code)
  }

  /// The policies in force by identifier: regular and interim ones.
  private static func readPolicies(
    _ folder: String
  ) throws -> ([UInt16: [UInt8]], [UInt16: [UInt8]]) {
    var policies: [UInt16: [UInt8]] = [:]
    var interims: [UInt16: [UInt8]] = [:]
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names.sorted() where !name.hasSuffix(".new") {
      let bytes = [UInt8](FileManager.default.contents(atPath: folder + "/" + name) ?? Data())
      guard let policy = try? Signed<Policy>(bytes.span.bytes) else {
        throw HomeError.damaged(folder + "/" + name, "it is not a policy")
      }
      if policy.content.interim {
        interims[policy.content.id] = bytes
      } else {
        policies[policy.content.id] = bytes
      }
    }
    return (policies, interims)
  }
}
