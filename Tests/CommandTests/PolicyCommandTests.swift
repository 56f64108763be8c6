import Foundation
import Testing

@Suite("Policies, block lists and top-up on the command line") struct PolicyCommandTests {
  private static let relaxed = """
    name: relaxed
    currency: SEK
    like: ekrona-card
    largest-balance: 5000.00
    """

  private func desk(_ file: String) throws -> Desk {
    let desk = try Desk.set()
    try desk.write(Array(file.utf8), to: "policy.yaml")
    return desk
  }

  /// One sentence, and nothing is other than it was.
  private func refused(_ desk: Desk, _ arguments: [String], _ words: String) throws {
    let before = try desk.done("policy", "show", "--json")
    let list = try desk.done("blocklist", "show", "--json")
    let answer = try desk.run(arguments)
    #expect(answer.status != 0, "\(arguments)")
    #expect(answer.errorLines.count == 1, "\(answer.error)")
    #expect(answer.error.contains(words), "\(answer.error)")
    #expect(try desk.done("policy", "show", "--json") == before)
    #expect(try desk.done("blocklist", "show", "--json") == list)
  }

  @Test("FLD-32: a policy that is published has the next number and goes down with a sync")
  func published() throws {
    let desk = try desk(Self.relaxed)
    #expect(try desk.done("policy", "check", "policy.yaml").contains("largest-balance"))
    let answer = try desk.object(try desk.done("policy", "publish", "policy.yaml", "--json"))
    let policy = try #require((answer["policies"] as? [[String: Any]])?.first)
    #expect(policy["number"] as? Int == 2)
    try desk.done("policy", "export", "ekrona-card", "-o", "relaxed")
    let taken = try desk.object(try desk.done("take", "Alice", "relaxed", "--json"))
    #expect(taken["policyNumber"] as? Int == 2 && taken["taken"] as? Int == 1)
    let again = try desk.object(try desk.done("take", "Alice", "relaxed", "--json"))
    #expect(again["taken"] as? Int == 0)
  }

  @Test(
    "PUR-61: an emergency relaxes a policy for some days, and what is shown of it can be published")
  func emergency() throws {
    let desk = try Desk.set()
    func rules(_ arguments: String...) throws -> [String] {
      let answer = try desk.object(try desk.run(arguments + ["--json"]).out)
      let policies = try #require(answer["policies"] as? [[String: Any]])
      return try #require(policies.last?["lines"] as? [String])
    }
    for days in ["0", "366", "-1", "x"] {
      try refused(
        desk, ["policy", "emergency", "ekrona-card", "--days", days],
        "kontant policy emergency --help")
    }
    try refused(desk, ["policy", "emergency", "nobody", "--days", "7"], "nobody")
    let before = try rules("policy", "show", "ekrona-card")
    let relaxed = try rules("policy", "emergency", "ekrona-card", "--days", "7", "--check")
    #expect(relaxed.contains("operations: 20") && relaxed.contains("interim: yes"), "\(relaxed)")
    #expect(try rules("policy", "show", "ekrona-card") == before, "--check has signed something")
    try desk.write(Array(relaxed.joined(separator: "\n").utf8), to: "storm.yaml")
    try desk.done("policy", "check", "storm.yaml")
    let published = try rules("policy", "emergency", "ekrona-card", "--days", "7")
    #expect(published.contains("operations: 20"))
    #expect(try rules("policy", "show", "ekrona-card") == published)
    try desk.done("sync", "Alice")
    let status = try desk.object(try desk.done("status", "Alice", "--json"))
    #expect(status["operationsAllowed"] as? Int == 20)
    try refused(
      desk, ["policy", "emergency", "ekrona-card", "--days", "3"], "ends before the interim policy")
  }

  @Test("FLD-30: what is wrong with a policy's file is said in one sentence, and nothing is signed")
  func wrongFiles() throws {
    let desk = try Desk.set()
    let cases = [
      ("name: x\nlike: ekrona-crd\n", "ekrona-card"),
      ("name: x\nlike: ekrona-card\nlargest-balnce: 5\n", "largest-balance"),
      ("name: x\nlike: ekrona-card\ncurrency: EUR\n", "EUR"),
      ("name: x\nlike: ekrona-card\nvalid-until: 2001-01-01\ninterim: true\n", "has ended"),
      (
        "name: x\nlike: ekrona-card\nlargest-balance: 99999999999999999999999\n",
        "above the largest"
      ),
      ("name: x\n\tlike: [", "not YAML"), ("", "a policy has a `name`"),
      (String(repeating: "name: x\n", count: 200_000), "more than"),
    ]
    for (text, words) in cases {
      try desk.write(Array(text.utf8), to: "policy.yaml")
      try refused(desk, ["policy", "publish", "policy.yaml"], words)
    }
    try refused(desk, ["policy", "publish", "none.yaml"], "none.yaml")
    try refused(desk, ["policy", "show", "nobody"], "nobody")
  }

  @Test("FLD-2: a list that is cut, altered or of another bank is not taken")
  func wrongLists() throws {
    let desk = try Desk.set()
    try refused(desk, ["blocklist", "export", "-o", "list"], "blocklist publish")
    try desk.done("claim", "report", "Carol")
    try desk.done("blocklist", "publish")
    try desk.done("blocklist", "export", "-o", "list")
    let bytes = try desk.bytes("list")
    let other = try Desk(empty: ())
    try other.done("init", "--unsafe-file-keys", "--currency", "SEK")
    try other.done("blocklist", "publish")
    try other.done("blocklist", "export", "-o", "list")
    try desk.write(try other.bytes("list"), to: "strange")
    try desk.write(Array(bytes.dropLast(9)), to: "cut")
    var altered = bytes
    altered[altered.count - 1] ^= 1
    try desk.write(altered, to: "altered")
    let before = try desk.done("status", "Bob", "--json")
    for file in ["strange", "cut", "altered"] {
      let answer = try desk.run("take", "Bob", file)
      #expect(answer.status != 0 && answer.errorLines.count == 1, "\(file): \(answer.out)")
      #expect(try desk.done("status", "Bob", "--json") == before, "\(file)")
    }
    let taken = try desk.object(try desk.done("take", "Bob", "list", "--json"))
    #expect(taken["taken"] as? Int == 1)
  }

  @Test("FLD-40: a wish for a balance is kept, shown and taken back; a wrong one changes nothing")
  func topUp() throws {
    let desk = try Desk.set()
    try desk.done("topup", "set", "Bob", "250")
    try desk.done("sync", "Bob")
    #expect(try desk.spendable("Bob") == 25_000)
    for (amount, words) in [
      ("9999999", "at most"), ("-5", "kontant"), ("x", "x"), ("1.234", "decimals"),
    ] {
      let answer = try desk.run("topup", "set", "Bob", amount)
      #expect(answer.status != 0 && answer.error.contains(words), "\(amount): \(answer.error)")
    }
    #expect(try desk.done("topup", "show", "Bob").contains("250"))
    try desk.done("topup", "off", "Bob")
    try desk.done("unload", "Bob", "50", "--pin", "1234")
    try desk.done("sync", "Bob")
    #expect(try desk.spendable("Bob") == 20_000)
  }
}
