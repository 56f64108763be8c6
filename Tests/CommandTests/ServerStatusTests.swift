import Foundation
import PostgresLink
import PrivatePostgres
import Testing

@Suite(
  "What a ledger that is served tells of itself",
  .enabled(
    if: PostgresServer.isPossible || ProcessInfo.processInfo.environment["CI"] == "true",
    "SKIPPED: needs Debian's package postgresql"))
struct ServerStatusTests {
  @Test("Rates, queue, what is open and how old what is unexplained, on both stores")
  func both() throws {
    let server = try PostgresServer()
    try PostgresConnection(server.conninfo()).execute(script: "CREATE DATABASE told")
    for store in [[], ["--database", server.conninfo(database: "told")]] {
      let desk = try Desk()
      #expect(
        try desk.run(["init", "--unsafe-file-keys", "--currency", "SEK"] + store).status == 0)
      for name in ["Alice", "Bob"] {
        try desk.done("account", "open", name, "--issue", "1000")
        try desk.done("card", "issue", name, "--pin", "1234")
        try desk.done("load", name, "500")
      }
      try desk.pay("Alice", "Bob", 80, "payment")
      let ledger = try LedgerProcess(desk)
      // She has said nothing yet.
      try desk.done("unload", "Bob", "580", "--pin", "1234", "--ledger", ledger.place)
      let figures = try counted(desk, ledger.place)
      #expect(figures["settled"] as? Int ?? 0 > 0)
      #expect(figures["latency99Milliseconds"] as? Double ?? 0 > 0)
      #expect(figures["openPayments"] as? Int == 1)
      #expect(figures["purses"] as? Int == 2)
      let ages = try #require(figures["unexplained"] as? [[String: Any]])
      #expect(ages.map { $0["days"] as? Int } == [1, 7, 30, 90, nil])
      ledger.terminate()
      #expect(ledger.end().status == 0)
    }
  }

  /// A shared store is counted aside: the next answer has what this one began.
  private func counted(_ desk: Desk, _ place: String) throws -> [String: Any] {
    for _ in 0..<200 {
      let answer = try desk.object(try desk.done("ledger", "status", "--ledger", place, "--json"))
      let figures = try #require(answer["figures"] as? [String: Any])
      if figures["openPayments"] as? Int == 1 { return figures }
      usleep(20_000)
    }
    return [:]
  }
}
