import Foundation
import PrivatePostgres
import Testing

@testable import Drill

@Suite("The drill") struct DrillTests {
  @Test("SRV-18: a killed ledger has lost nothing that it acknowledged, and settled nothing twice")
  func kills() throws {
    let room = try DrillRoom()
    var drill = try Drill(room.settings)
    try drill.run()
    let report = drill.report
    #expect(report.kills >= 8 && report.checks >= 1 && report.acknowledged >= report.uploads)
  }

  @Test(
    "SRV-18: of two ledgers on PostgreSQL one is killed and the other goes on; then the server dies, and the next",
    .enabled(
      if: PostgresServer.isPossible || ProcessInfo.processInfo.environment["CI"] == "true",
      "SKIPPED: needs the programs of Debian's package postgresql"))
  func killsOnPostgres() throws {
    let room = try DrillRoom()
    var settings = room.settings
    settings.isOnPostgres = true
    var drill = try Drill(settings)
    try drill.run()
    #expect(drill.report.kills >= 8 && drill.report.failovers == 2)
  }

  @Test("SRV-18: a ledger that has lost what it acknowledged is found out") func lost() throws {
    let room = try DrillRoom()
    var drill = try Drill(room.settings)
    let earlier = room.settings.folder + "/earlier"
    try room.database(copyingTo: earlier)
    try drill.settle(trades: true, kills: false)
    try drill.end()
    #expect(try drill.inspect().isEmpty)
    try room.database(from: earlier)
    #expect(throws: DrillFailure.self) { try drill.inspect() }
  }
}
