import Foundation
import Home
import LedgerLink
import Money
import PrivatePostgres
import Settlement
import Synchronization
import Testing
import Wire

@testable import Drill

@Suite("A served ledger among strangers") struct HostileTests {
  @Test("LED-80, LED-33, SRV-8: all that is bad at once, in bounded memory, and the honest sync")
  func everything() throws {
    let room = try DrillRoom()
    try receive(room.settings)
    withExtendedLifetime(room) {}
  }

  @Test(
    "LED-80, LED-64: the same with PostgreSQL behind two ledgers",
    .enabled(
      if: PostgresServer.isPossible || ProcessInfo.processInfo.environment["CI"] == "true",
      "SKIPPED: needs the programs of Debian's package postgresql"))
  func everythingOnPostgres() throws {
    let room = try DrillRoom()
    var settings = room.settings
    settings.isOnPostgres = true
    try receive(settings)
    withExtendedLifetime(room) {}
  }

  private func receive(_ settings: DrillSettings) throws {
    var drill = try Drill(settings)
    try drill.town.trade(by: &drill.generator)
    try drill.town.report(by: &drill.generator)
    let hostile = try prepare(settings, drill.town)
    #expect(hostile.enclosed > 100_000)
    try drill.open(0, mayKill: false)
    let process = try #require(drill.ledgers[0]).process
    let address = ServiceAddress.unix(path: settings.socket(0))
    let crowd = try Crowd(address, connections: 8)
    crowd.send(hostile.uploads)
    // Meanwhile everybody honest has a grant, and applies it.
    try drill.attempt(kills: false)
    try drill.town.apply()
    #expect(crowd.wait() == [])
    let status = try LedgerClient(address).status(waitingAtMost: 10_000)
    #expect(try Self.peakKilobytes(of: process) < 1_048_576, "\(status.figures)")
    // All that was sent is there, and the honest go on.
    for _ in 0..<3 {
      try drill.settle(trades: false, kills: false)
      try drill.town.apply()
    }
    try drill.end()
    try drill.kontant.run(["ledger", "fsck", "--home", settings.home])
    let book = try reading(drill, settings).open().book
    for purse in drill.town.purses {
      let row = try #require(book.purses[purse.serial])
      #expect(row.state == .active && Int64(row.shadow.minorUnits) == purse.value)
    }
    // A proof for each who is convicted, and no more.
    let convicted = book.purses.rows.values.filter(\.isConvicted)
    #expect(convicted.count > 0 && book.totals.proofs == convicted.count)
  }

  private func prepare(_ settings: DrillSettings, _ town: DrillTown) throws -> Hostile {
    let home = try Home(path: settings.home)
    var broken = try Hostile.purses(9, in: home)
    var hostile = Hostile()
    for number in 2..<7 {
      try hostile.enclose(
        from: broken[0], to: &broken[number], as: town.purses[number].serial, payments: 2_000)
    }
    try hostile.nest(broken[0], broken[1], in: &broken[7])
    try hostile.crowd(64)
    try hostile.addStrangers(500)
    try hostile.refuse(Digest(.zero), by: broken[2], through: &broken[8])
    for purse in town.purses {
      guard let upload = purse.upload?.packet, !upload.items.isEmpty else { continue }
      try hostile.alter(upload)
    }
    return hostile
  }

  private func reading(_ drill: Drill, _ settings: DrillSettings) throws -> any LedgerReading {
    let currency = try #require(Currency(letters: "SEK")).code
    if let database = drill.database {
      return try SharedLedger(database.conninfo, currency: currency)
    }
    return CopiedLedger(
      path: settings.home + "/ledger.sqlite", folder: settings.folder, currency: currency)
  }

  /// The most memory that a process has had.
  private static func peakKilobytes(of process: pid_t) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(Int(line.filter(\.isNumber)))
  }
}

/// Clients that send all they have and compare what comes.
private final class Crowd: Sendable {
  private let clients: [LedgerClient]
  private let wrong = Mutex<[String]>([])
  private let sent = Mutex(0)
  private let come = DispatchSemaphore(value: 0)

  init(_ address: ServiceAddress, connections: Int) throws {
    clients = try (0..<connections).map { _ in try LedgerClient(address) }
  }

  /// Each connection is read for as long as the ledger takes it, so each has a thread.
  func send(_ uploads: [(packet: Packet, answers: Set<String>)]) {
    sent.withLock { $0 += uploads.count }
    for (number, client) in clients.enumerated() {
      let own = stride(from: number, to: uploads.count, by: clients.count).map { uploads[$0] }
      Thread.detachNewThread {
        for (packet, expected) in own {
          client.send(.upload(packet)) { self.note($0, expected) }
        }
      }
    }
  }

  private func note(_ answer: Result<ServiceAnswer, ServiceError>, _ expected: Set<String>) {
    let text =
      switch answer {
      case .success(.grant): Hostile.granted
      case .success(.refusal(let refusal)): refusal.code
      default: "\(answer)"
      }
    // Who is pushed back was not looked at.
    if !expected.contains(text), text != "busy" {
      wrong.withLock { $0.append("\(text), not \(expected)") }
    }
    come.signal()
  }

  /// - Returns: what was answered otherwise.
  func wait() -> [String] {
    for _ in 0..<sent.withLock({ $0 }) { come.wait() }
    return wrong.withLock { $0 }
  }
}
