import Foundation
import Testing

@Suite("Operators") struct OperatorCommandTests {
  @Test("KEY-10, KEY-11, KEY-13: two of three issue money, and anybody checks it later")
  func story() throws {
    let desk = try operators()
    try desk.done("account", "order", "Alice", "1234567.50", "-o", "order")
    expect(
      try desk.run("account", "issue", "Alice", "1234567.50"), 1, "operators have to approve this")
    for name in ["ingrid", "karin"] {
      let said = try desk.done(
        "operator", "approve", "order", "--key", name + ".key", "-o", name + ".approval")
      #expect(said.contains("issue 1,234,567.50 SEK to account Alice"))
    }
    let both = ["--approval", "ingrid.approval", "--approval", "karin.approval"]
    expect(try desk.run(["account", "issue", "Alice", "1"] + both), 1, "another order")
    expect(
      try desk.run(["account", "issue", "Alice", "1234567.50"] + both.prefix(2)), 1,
      "2 are needed")
    #expect(try desk.ledger("issued") == 3000_00)
    let done = try desk.run(["account", "issue", "Alice", "1234567.50"] + both)
    #expect(done.status == 0, "\(done.error)")
    #expect(try desk.ledger("issued") == 3000_00 + 123_456_750)
    expect(
      try desk.run(["account", "issue", "Alice", "1234567.50"] + both), 1, "carried out already")
    #expect(try desk.done("keys", "approvals").contains("order 1: issue 1234567.50 SEK to Alice"))
    try desk.done("keys", "approvals", "1", "-o", "approved")
    try desk.done("ledger", "fsck")
    let json = try desk.object(try desk.done("keys", "show", "--json"))
    let keys = try #require(json["keys"] as? [[String: Any]])
    let root = try #require(keys.first?["publicKey"] as? String)
    let ledger = try #require(keys[2]["publicKey"] as? String)
    #expect(try desk.done("keys", "verify", "approved", "--root", root).contains("(2 needed"))
    expect(try desk.run("keys", "verify", "approved", "--root", ledger), 1, "not signed the set")
    expect(try desk.run("keys", "approvals", "2"), 66, "no order 2")
    expect(try desk.run("keys", "verify", "order", "--root", root), 65, "order")
    #expect(try desk.run("inspect", "ingrid.approval").out.contains("issue money"))
  }

  @Test("KEY-12: files that are no orders, keys or sets are refused with a sentence")
  func badFiles() throws {
    let desk = try operators()
    try desk.done("account", "order", "Alice", "10", "-o", "order")
    let text = String(decoding: try desk.bytes("order"), as: UTF8.self)
    for (from, to) in [("\"SEK\"", "\"XXZ\""), ("10.00", "-1"), ("\"issue\"", "\"steal\"")] {
      try desk.write(Array(text.replacing(from, with: to).utf8), to: "bad")
      expect(
        try desk.run("operator", "approve", "bad", "--key", "karin.key"), 65, "bad is no order")
    }
    expect(
      try desk.run("operator", "approve", "order", "--key", "karin.pub"), 65, "no operator's key")
    expect(try desk.run("operator", "new", "karin"), 73, "is there already")
    expect(
      try desk.run("keys", "operators", "--needed", "3", "karin.pub", "ingrid.pub"), 64,
      "needs at least 1 and at most all")
    expect(
      try desk.run("keys", "operators", "--needed", "2", "karin.pub", "karin.pub"), 64,
      "different operators")
    expect(
      try desk.run("keys", "operators", "--needed", "1", "karin.key"), 65,
      "no operator's public key")
    expect(try desk.run("account", "order", "Nobody", "10"), 1, "there is no account Nobody")
    expect(
      try desk.run("account", "issue", "Alice", "10", "--approval", "order"), 1, "an approval")
  }

  private func operators() throws -> Desk {
    let desk = try Desk.set()
    for name in ["ingrid", "jonas", "karin"] { try desk.done("operator", "new", name) }
    try desk.done(
      "keys", "operators", "--needed", "2", "ingrid.pub", "jonas.pub", "karin.pub")
    return desk
  }
}
