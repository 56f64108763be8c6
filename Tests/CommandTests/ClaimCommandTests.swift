import Foundation
import Testing

@Suite("Claims on the command line") struct ClaimCommandTests {
  @Test("a lost card is suspended, paid out once when it is due, and closed") func lost() throws {
    let desk = try Desk.set()
    let report = try desk.object(try desk.done("claim", "report", "Alice", "--json"))
    #expect(report["state"] as? String == "suspended")
    #expect(report["due"] is String)
    let early = try desk.run("claim", "pay", "Alice")
    #expect(early.status == 1)
    #expect(early.errorLines.count == 1)
    #expect(early.error.contains("not possible before"))
    #expect(try desk.done("claim", "pay").contains("nothing is due"))
    try desk.done("clock", "--pass", "396d")
    #expect(try desk.done("claim", "pay").contains("paid 500.00 SEK"))
    #expect(try desk.done("claim", "pay").contains("nothing is due"))
    let list = try desk.object(try desk.done("claim", "list", "--json"))
    let claim = try #require((list["claims"] as? [[String: Any]])?.first)
    #expect(claim["standing"] as? String == "paid")
    #expect((claim["paid"] as? [String: Any])?["minorUnits"] as? Int == 50_000)
    try desk.done("sync", "Alice")
    #expect(try desk.spendable("Alice") == 0)
    #expect(try desk.isBalanced())
    let again = try desk.run("claim", "withdraw", "Alice")
    #expect(again.status == 1 && again.error.contains("closed for good"))
  }

  @Test("a found card is active again, and its claim cannot come back") func found() throws {
    let desk = try Desk.set()
    try desk.done("claim", "report", "Alice", "--kind", "broken", "-o", "claim")
    #expect(try desk.done("claim", "list").contains("no claims"))
    try desk.done("claim", "take", "claim")
    // The same again changes nothing.
    try desk.done("claim", "take", "claim")
    try desk.done("claim", "withdraw", "Alice")
    let old = try desk.run("claim", "take", "claim")
    #expect(old.status == 1 && old.error.contains("a later claim"))
    try desk.done("sync", "Alice")
    let status = try desk.object(try desk.done("status", "Alice", "--json"))
    #expect(status["state"] as? String == "active")
  }

  @Test(
    "FLD-7: a ledger that was killed before it wrote the list goes on with the one that is right")
  func killed() throws {
    let desk = try Desk.set()
    let path = "kontant-home/blocklist.json"
    func isListed() throws -> Bool {
      let list = try desk.object(try desk.done("blocklist", "show", "--json"))
      return (list["serials"] as? [Any])?.isEmpty == false
    }
    try desk.done("blocklist", "publish")
    let before = try desk.bytes(path)
    try desk.done("claim", "report", "Alice")
    let listed = try desk.bytes(path)
    try desk.write(before, to: path)
    #expect(try isListed())
    try desk.done("claim", "withdraw", "Alice")
    try desk.write(listed, to: path)
    #expect(try !isListed())
    try desk.done("sync", "Alice")
    try desk.done("request", "Alice", "5", "-o", "request")
  }

  @Test("claims that are cut, altered, of another home or no claims change nothing")
  func bad() throws {
    let desk = try Desk.set()
    let other = try Desk.set()
    try desk.done("claim", "report", "Alice", "-o", "claim")
    try other.done("claim", "report", "Bob", "-o", "claim")
    let bytes = try desk.bytes("claim")
    try desk.write(Array(bytes.dropLast(9)), to: "cut")
    try desk.write([], to: "empty")
    var flipped = bytes
    flipped[bytes.count - 1] ^= 1
    try desk.write(flipped, to: "flipped")
    var stranger = try other.bytes("claim")
    stranger[20] ^= 1
    try desk.write(stranger, to: "stranger")
    try desk.done("request", "Bob", "5", "-o", "request")
    let before = try desk.picture()
    for (file, status) in [
      ("cut", 65), ("empty", 65), ("flipped", 1), ("stranger", 1), ("request", 65), ("none", 66),
    ] as [(String, Int32)] {
      let answer = try desk.run("claim", "take", file)
      #expect(answer.status == status, "\(file): \(answer.error)")
      #expect(answer.errorLines.count == 1)
    }
    for arguments in [
      ["claim", "report", "Alice", "--kind", "stolen"],
      ["claim", "report", "Alice", "--by", "Bob"],
      ["claim", "report", "Nobody"], ["claim", "report", "0000000000000001"],
      ["claim", "report", "Alice", "--kind", "replaced", "--by", "Bob"],
      ["claim", "report", "Alice", "--kind", "dormant"], ["claim", "withdraw", "Alice"],
      ["claim", "pay", "Alice"],
    ] {
      let answer = try desk.run(arguments)
      #expect(answer.status != 0, "\(arguments)")
      #expect(answer.errorLines.count == 1)
    }
    #expect(try desk.picture() == before)
  }

  @Test("a cap holds across a person's purses") func cap() throws {
    let desk = try Desk.set()
    try desk.done("ledger", "cap", "700")
    try desk.done("account", "open", "Extra", "--issue", "1000")
    try desk.done(
      "card", "issue", "Alice2", "--account", "Extra", "--holder-of", "Alice", "--pin", "1234")
    let tooMuch = try desk.run("load", "Alice2", "201")
    #expect(tooMuch.status == 1 && tooMuch.error.contains("holding cap"))
    try desk.done("load", "Alice2", "200")
    let third = try desk.run("card", "issue", "Alice3", "--account", "Alice", "--pin", "1234")
    #expect(third.status == 1 && third.error.contains("hold all that they may"))
    #expect(try desk.done("ledger", "cap").contains("700.00"))
    try desk.done("ledger", "cap", "none")
    try desk.done("load", "Alice2", "100")
    #expect(try desk.run("ledger", "cap", "0").status == 64)
  }
}
