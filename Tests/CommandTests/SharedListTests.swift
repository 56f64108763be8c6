import Foundation
import PostgresLink
import PrivatePostgres
import Testing

@Suite("FLD-7: one block list, whoever makes it") struct SharedListTests {
  /// A purse and a copy of it that pay different payees.
  private func people(_ desk: Desk) throws {
    for name in ["Alice", "Bob", "Carol", "Dan"] {
      try desk.done("account", "open", name, "--issue", "1000")
      try desk.done("card", "issue", name, "--pin", "1234")
      try desk.done("load", name, "200")
    }
    try desk.done("device", "copy", "Alice", "Mallory")
    try desk.pay("Alice", "Bob", 80, "one")
    try desk.pay("Mallory", "Carol", 70, "two")
  }

  private func kept(_ desk: Desk) throws -> (number: Int, serials: [String]) {
    let file = desk.path("kontant-home/blocklist.json")
    let list = try desk.object(String(decoding: try Data(contentsOf: file), as: UTF8.self))
    let rows = try #require(list["serials"] as? [[String: Any]])
    return (try #require(list["number"] as? Int), rows.compactMap { $0["serial"] as? String })
  }

  private func serial(_ desk: Desk, _ name: String) throws -> String {
    let status = try desk.object(try desk.done("status", name, "--json"))
    return try #require(status["serial"] as? String).lowercased()
  }

  @Test("a served ledger's list is in its home when the sync that made it is answered")
  func served() throws {
    let desk = try Desk()
    try desk.done("init", "--unsafe-file-keys", "--currency", "SEK")
    try people(desk)
    let ledger = try LedgerProcess(desk)
    try desk.done("sync", "Bob", "--ledger", ledger.place)
    try desk.done("sync", "Carol", "--ledger", ledger.place)
    let list = try kept(desk)
    #expect(list.serials == [try serial(desk, "Alice")])
    ledger.kill()
    let shown = try desk.object(try desk.done("blocklist", "show", "--json"))
    #expect(shown["number"] as? Int == list.number)
  }

  @Test(
    "what one ledger or command lists, another gives out, and no number comes again",
    .enabled(
      if: PostgresServer.isPossible || ProcessInfo.processInfo.environment["CI"] == "true",
      "SKIPPED: needs Debian's package postgresql"))
  func shared() throws {
    let server = try PostgresServer()
    try PostgresConnection(server.conninfo()).execute(script: "CREATE DATABASE lists")
    let desk = try Desk()
    try desk.done(
      "init", "--unsafe-file-keys", "--currency", "SEK", "--database",
      server.conninfo(database: "lists"))
    try people(desk)
    let (first, second) = (try LedgerProcess(desk), try LedgerProcess(desk))
    try desk.done("sync", "Bob", "--ledger", second.place)
    try desk.done("sync", "Carol", "--ledger", first.place)
    let convicted = try kept(desk)
    try desk.done("claim", "report", "Dan")
    let claimed = try kept(desk)
    #expect(claimed.number > convicted.number)
    #expect(claimed.serials == [try serial(desk, "Dan"), try serial(desk, "Alice")])
    // Neither of them has listed Dan, and one has not listed Alice.
    for (name, ledger) in [("Bob", first), ("Carol", second)] {
      try desk.done("sync", name, "--ledger", ledger.place)
      try desk.done("blocklist", "export", "-o", "list-\(name)")
      let taken = try desk.object(try desk.done("take", name, "list-\(name)", "--json"))
      #expect(taken["taken"] as? Int == 0, "\(name) was not given all of the list")
      #expect(taken["blockListNumber"] as? Int == claimed.number)
    }
    #expect(try kept(desk).number == claimed.number)
    try desk.done("claim", "withdraw", "Dan")
    try desk.done("sync", "Bob", "--ledger", second.place)
    let found = try kept(desk)
    #expect(found.serials == [try serial(desk, "Alice")] && found.number > claimed.number)
  }
}
