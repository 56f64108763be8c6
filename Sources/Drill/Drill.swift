import Foundation
import Home
import LedgerLink
import Money
import Settlement
import Wire
import World

/// Kills a served ledger under load, again and again, and holds what it left against what its clients
/// were told (SRV-4, SRV-16, STO-1).
public struct Drill {
  public internal(set) var report: DrillReport
  let settings: DrillSettings
  let kontant: Kontant
  var generator: Seeded
  var town: DrillTown
  private var inspector: LedgerInspector
  private var log: LogWatch
  /// The ledgers that share the home, while they are served.
  var ledgers: [ChildProcess?]
  let database: DrillDatabase?
  /// How long a ledger takes to open and a whole load to be answered, in microseconds: what the kills
  /// are spread over. Both are learned.
  var opening = 50_000
  var answering = 50_000

  /// Makes the home, its purses, and their money.
  public init(_ settings: DrillSettings) throws {
    self.settings = settings
    kontant = Kontant(program: settings.program, complaints: settings.folder + "/complaints")
    generator = Seeded(seed: settings.seed)
    ledgers = Array(repeating: nil, count: settings.ledgers)
    database = settings.isOnPostgres ? try DrillDatabase() : nil
    try kontant.run(
      ["init", "--unsafe-file-keys", "--home", settings.home, "--currency", "SEK"]
        + (database.map { ["--database", $0.conninfo] } ?? []))
    // The home is let go of: from here on only the program opens it.
    let home = try Home(path: settings.home)
    town = try DrillTown(home, purses: settings.purses)
    let reading: any LedgerReading =
      if let database {
        try SharedLedger(database.conninfo, currency: home.currency.code)
      } else {
        CopiedLedger(
          path: settings.home + "/ledger.sqlite", folder: settings.folder,
          currency: home.currency.code)
      }
    log = try LogWatch(folder: home.logFolder, beside: settings.folder)
    inspector = LedgerInspector(reading)
    report = DrillReport(seed: settings.seed, store: reading.store)
  }

  /// Everything, to the end.
  /// - Throws: `DrillFailure` at the first thing that must never be.
  public mutating func run() throws {
    let clock = ContinuousClock()
    let start = clock.now
    do {
      try runToEnd()
    } catch {
      throw DrillFailure("after \(report.kills) kills: \(error)")
    }
    report.seconds = Double((clock.now - start).components.seconds)
  }

  private mutating func runToEnd() throws {
    while report.kills < settings.kills { try round(trades: true) }
    // What never reached its payee comes with the next grants.
    for _ in 0..<Self.lastRounds where !town.undelivered.isEmpty { try round(trades: false) }
    guard town.undelivered.isEmpty else {
      throw DrillFailure("payments that never reached their payees are not delivered by grants")
    }
    try inspector.inspectRest(town)
    try check()
    report.payments = town.payments.count
    report.logEntries = log.size
  }

  /// Everybody trades and reports, until everybody has a grant.
  private mutating func round(trades: Bool) throws {
    try settle(trades: trades, kills: trades)
    try town.apply()
  }

  /// The same; the grants are not applied yet.
  mutating func settle(trades: Bool, kills: Bool) throws {
    if trades { try town.trade(by: &generator) }
    try town.report(by: &generator)
    report.uploads += town.purses.count
    while town.purses.contains(where: { $0.upload?.grant == nil }) { try attempt(kills: kills) }
  }

  /// After every kill.
  mutating func inspect() throws -> [Int] {
    // The log first: what follows is not behind it.
    try log.look()
    let unanswered = try inspector.inspect(town)
    guard log.size <= inspector.nextEntry else {
      throw DrillFailure(
        "the log has \(log.size) entries, and the ledger that it follows \(inspector.nextEntry)")
    }
    if log.size < inspector.nextEntry { report.killsLogBehind += 1 }
    if report.kills % DrillSettings.killsPerCheck == 0 { try check() }
    return unanswered
  }

  /// Ledger and log against each other, and against the checkpoint of the last time.
  private mutating func check() throws {
    try end()
    try kontant.run(["ledger", "fsck", "--home", settings.home, "--earlier", log.kept])
    report.checks += 1
    try log.keep()
  }

  private static let lastRounds = 10
}
