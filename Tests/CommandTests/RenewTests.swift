import Foundation
import Testing

@Suite("Keys that are replaced") struct RenewTests {
  @Test("KEY-23, KEY-24: old and new devices pay each other offline, by files alone")
  func story() throws {
    let desk = try Desk.set()
    for key in ["issuer", "root", "issuer", "ledger"] { try desk.done("keys", "renew", key) }
    try desk.done("account", "open", "Dora", "--issue", "1000")
    try desk.done("card", "issue", "Dora", "--pin", "1234")
    try desk.done("load", "Dora", "100")
    // Alice's card is of the first issuer and root, Dora's of the last.
    try desk.done("request", "Dora", "80", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    try desk.done("accept", "Dora", "payment", "--pin", "1234", "-o", "receipt")
    try desk.done("take", "Alice", "receipt")
    try desk.done("request", "Bob", "30", "-o", "request2")
    try desk.done("pay", "Dora", "request2", "--pin", "1234", "-o", "payment2")
    try desk.done("accept", "Bob", "payment2", "--pin", "1234", "-o", "receipt2")
    try desk.done("take", "Dora", "receipt2")
    try desk.done("address", "Dora", "-o", "address")
    try desk.done(
      "pay", "Carol", "--to", "address", "--amount", "5", "--pin", "1234", "-o", "payment3")
    try desk.done("accept", "Dora", "payment3", "--pin", "1234", "-o", "receipt3")
    for name in ["Carol", "Bob", "Alice", "Dora"] { try desk.done("sync", name) }
    #expect(try desk.spendable("Alice") == 420_00)
    #expect(try desk.spendable("Dora") == 155_00)
    #expect(try desk.isBalanced())
    try desk.done("ledger", "fsck")
  }

  @Test(
    "KEY-1: a home whose file of keys is gone says what to do, and is as before when it is back")
  func gone() throws {
    let desk = try Desk.set()
    let file = desk.path("kontant-home/keys.json")
    let keys = try desk.bytes("kontant-home/keys.json")
    try FileManager.default.removeItem(at: file)
    let answer = try desk.run("load", "Alice", "10")
    #expect(answer.status != 0 && answer.error.contains("put it back from a copy"))
    #expect(answer.errorLines.count == 1)
    try desk.write(keys, to: "kontant-home/keys.json")
    try desk.done("load", "Alice", "10")
  }

  @Test(
    "KEY-21: a ledger key renewed by a command that was killed has its policies signed at the next")
  func killed() throws {
    let desk = try Desk.set()
    try desk.done(
      "policy", "emergency", "ekrona-card", "--days", "7")
    let folder = "kontant-home/policies/"
    let names = try FileManager.default.contentsOfDirectory(atPath: desk.path(folder).path)
    let before = try names.map { ($0, try desk.bytes(folder + $0)) }
    try desk.done("keys", "renew", "ledger")
    // The new key was in force, and no policy signed anew.
    for (name, bytes) in before { try desk.write(bytes, to: folder + name) }
    try desk.done("card", "issue", "Dora", "--account", "Alice", "--pin", "1234")
    try desk.done("load", "Dora", "10")
    #expect(try desk.number("Dora", "operationsAllowed") == 20)
    for (name, bytes) in before { #expect(try desk.bytes(folder + name) != bytes, "\(name)") }
    try desk.done("sync", "Alice")
    #expect(try desk.number("Alice", "operationsAllowed") == 20)
  }

  @Test("KEY-23: a grant that waited while issuers changed is applied, by files alone")
  func waited() throws {
    let desk = try Desk.set()
    try desk.done("keys", "renew", "issuer")
    try desk.done("sync", "Alice", "--request-only", "-o", "upload")
    try desk.done("ledger", "receive", "upload", "-o", "lost")
    try desk.done("keys", "renew", "issuer")
    try desk.done("ledger", "receive", "upload", "-o", "grant")
    try desk.done("apply", "Alice", "grant")
    try desk.done("load", "Alice", "10")
    #expect(try desk.spendable("Alice") == 510_00)
  }

  @Test("KEY-22: a card made under a later root goes on when that one is replaced, too")
  func laterRoot() throws {
    let desk = try Desk.set()
    try desk.done("keys", "renew", "root")
    try desk.done("account", "open", "Dora", "--issue", "1000")
    try desk.done("card", "issue", "Dora", "--pin", "1234")
    for key in ["root", "issuer", "ledger"] { try desk.done("keys", "renew", key) }
    try desk.done("load", "Dora", "100")
    #expect(try desk.spendable("Dora") == 100_00)
  }

  @Test("KEY-21: a grant of the ledger key before is signed anew when it is repeated")
  func repeated() throws {
    let desk = try Desk.set()
    try desk.done("sync", "Alice", "--request-only", "-o", "upload")
    try desk.done("ledger", "receive", "upload", "-o", "lost")
    try desk.done("keys", "renew", "ledger")
    try desk.done("sync", "Bob")
    try desk.done("ledger", "receive", "upload", "-o", "grant")
    try desk.done("apply", "Alice", "grant")
    #expect(try desk.spendable("Alice") == 500_00)
    // The lost one is the same grant: applied already.
    try desk.done("apply", "Alice", "lost")
    try desk.done("load", "Alice", "10")
    #expect(try desk.spendable("Alice") == 510_00)
  }

  @Test("KEY-11: where there are operators a key takes their approvals, of that key and role")
  func approvals() throws {
    let desk = try Desk.set()
    for name in ["ingrid", "karin"] { try desk.done("operator", "new", name) }
    try desk.done("keys", "operators", "--needed", "2", "ingrid.pub", "karin.pub")
    expect(try desk.run("keys", "renew", "issuer"), 1, "operators have to approve")
    let before = try desk.done("keys", "show")
    try desk.done("keys", "order", "issuer", "-o", "order")
    #expect(try desk.done("keys", "show") == before)
    for name in ["ingrid", "karin"] {
      try desk.done("operator", "approve", "order", "--key", name + ".key", "-o", name)
    }
    let both = ["--approval", "ingrid", "--approval", "karin"]
    expect(try desk.run(["keys", "renew", "root"] + both), 1, "another order")
    expect(try desk.run(["keys", "renew", "issuer"] + both.prefix(2)), 1, "2 are needed")
    #expect(try desk.done("keys", "show") == before)
    #expect(try desk.run(["keys", "renew", "issuer"] + both).status == 0)
    #expect(try desk.done("keys", "show") != before)
    expect(try desk.run(["keys", "renew", "issuer"] + both), 1, "carried out already")
    #expect(try desk.done("keys", "approvals").contains("issuer key"))
    try desk.done("sync", "Alice")
  }

  @Test(
    "KEY-20 to KEY-22: keys in a token are replaced in the token", .enabled(if: TokenRoom.isThere))
  func token() throws {
    let room = try TokenRoom()
    try room.makeToken("bank")
    try room.line(TokenRoom.ceremony)
    try room.makeOperators()
    try room.line("kontant init")
    try room.issue(1000, to: "Alice")
    try room.line("kontant card issue Alice --pin 1234; kontant load Alice 100")
    for role in ["issuer", "ledger", "root"] {
      try room.line("kontant keys order \(role) -o \(role)")
      for name in ["ingrid", "karin"] {
        try room.line("kontant operator approve \(role) --key \(name).key -o \(name).\(role)")
      }
      try room.line(
        "kontant keys renew \(role) --approval ingrid.\(role) --approval karin.\(role)")
    }
    let shown = try room.line("kontant keys show")
    for name in ["kontant-root-2", "kontant-issuer-2", "kontant-ledger-2"] {
      #expect(shown.contains(name))
    }
    try room.line("kontant load Alice 50; kontant card issue Bob --account Alice --pin 1234")
    try room.line("kontant ledger fsck")
    #expect(try room.desk.spendable("Alice") == 150_00)
    let file = try String(contentsOf: room.desk.path("kontant-home/keys.json"), encoding: .utf8)
    #expect(!file.contains("secret"))
  }
}
