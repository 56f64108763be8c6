import Foundation
import Testing

@Suite("By commands") struct StoryTests {
  @Test("a payment is asked for, made, taken and settled, and the money goes on offline")
  func personToPerson() throws {
    let desk = try Desk.set()
    try desk.done("request", "Bob", "80", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    #expect(try desk.number("Alice", "inDoubt") == 8_000)
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "acceptance")
    try desk.done("take", "Alice", "acceptance")
    #expect(try desk.spendable("Alice") == 42_000)
    #expect(try desk.number("Alice", "inDoubt") == 0)
    #expect(try desk.spendable("Bob") == 18_000)
    // Bob spends what he got before anybody has synced; Carol syncs first.
    try desk.done("request", "Carol", "150", "-o", "request2")
    try desk.done("pay", "Bob", "request2", "--pin", "1234", "-o", "payment2")
    try desk.done("accept", "Carol", "payment2", "--pin", "1234", "-o", "acceptance2")
    for name in ["Carol", "Alice", "Bob"] { try desk.done("sync", name) }
    #expect(try desk.spendable("Carol") == 25_000)
    #expect(try desk.ledger("confirmedCount") == 2)
    #expect(try desk.ledger("unexplained") == 0)
    #expect(try desk.isBalanced())
  }

  @Test("a terminal takes a payment, and its takings go to its account")
  func terminal() throws {
    let desk = try Desk.set()
    try desk.done("request", "Shop", "120", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    try desk.done("accept", "Shop", "payment", "-o", "acceptance")
    #expect(try desk.number("Shop", "pending") == 12_000)
    try desk.done("sync", "Shop")
    try desk.done("sync", "Shop")
    #expect(try desk.number("Shop", "pending") == 0)
    let accounts = try desk.done("account", "list")
    #expect(accounts.contains("120.00  SEK"))
  }

  @Test("a forgotten PIN is replaced while it is unblocked, and not otherwise")
  func forgottenPIN() throws {
    let desk = try Desk.set()
    for _ in 0..<3 { _ = try desk.run("pin", "verify", "Alice", "--pin", "9999") }
    #expect(try desk.run("pin", "verify", "Alice", "--pin", "1234").error.contains("blocked"))
    try desk.done("pin", "unblock", "Alice", "--new", "5678")
    #expect(try desk.run("pin", "verify", "Alice", "--pin", "1234").status == 1)
    try desk.done("pin", "verify", "Alice", "--pin", "5678")
    try desk.done("sync", "Alice")
    try desk.done("pin", "verify", "Alice", "--pin", "5678")
  }

  @Test("a payment to an address needs no request and is collected when convenient")
  func direct() throws {
    let desk = try Desk.set()
    try desk.done("address", "Bob", "-o", "sticker")
    try desk.done(
      "pay", "Alice", "--to", "sticker", "--amount", "80.50", "--pin", "1234", "-o", "payment")
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "acceptance")
    #expect(try desk.spendable("Bob") == 18_050)
    // Another one of the same amount is another payment.
    try desk.done(
      "pay", "Alice", "--to", "sticker", "--amount", "80.50", "--pin", "1234", "-o", "payment2")
    #expect(try desk.bytes("payment") != desk.bytes("payment2"))
    #expect(try desk.spendable("Alice") == 33_900)
    // Brought to the ledger by somebody else, it is delivered at Bob's next sync.
    try desk.done("sync", "Carol", "--carry", "payment2")
    try desk.done("sync", "Bob")
    #expect(try desk.spendable("Bob") == 26_100)
  }

  @Test("a refused payment is refunded at once, a refused request too")
  func refusal() throws {
    let desk = try Desk.set()
    try desk.done("request", "Bob", "80", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    try desk.done("refuse", "Bob", "payment", "-o", "refusal")
    try desk.done("refuse", "Bob", "payment", "-o", "refusal-again")
    #expect(try desk.bytes("refusal") == desk.bytes("refusal-again"))
    try desk.done("take", "Alice", "refusal")
    #expect(try desk.done("take", "Alice", "refusal").contains("before"))
    #expect(try desk.spendable("Alice") == 50_000)
    try desk.done("request", "Bob", "10", "-o", "request2")
    try desk.done("pay", "Alice", "request2", "--pin", "1234", "-o", "payment2")
    try desk.done("refuse", "Bob", "request2", "-o", "refusal2")
    try desk.done("take", "Alice", "refusal2")
    #expect(try desk.spendable("Alice") == 50_000)
    for name in ["Alice", "Bob"] { try desk.done("sync", name) }
    #expect(try desk.isBalanced())
  }

  @Test("a sync is carried by hand, and a repeated one changes nothing")
  func byHand() throws {
    let desk = try Desk.set()
    try desk.done("sync", "Alice", "--request-only", "--load", "50", "-o", "up")
    try desk.done("sync", "Alice", "--request-only", "--load", "50", "-o", "up")
    try desk.done("ledger", "receive", "up", "-o", "grant")
    try desk.done("ledger", "receive", "up", "-o", "grant")
    try desk.done("apply", "Alice", "grant")
    try desk.done("apply", "Alice", "grant")
    #expect(try desk.spendable("Alice") == 55_000)
    #expect(try desk.isBalanced())
  }

  @Test("SYN-20: a delivery that finds its request closed is not told as money")
  func withoutEffect() throws {
    let desk = try Desk.set()
    try desk.done("request", "Bob", "80", "-o", "request")
    for payer in ["Alice", "Carol"] {
      try desk.done("pay", payer, "request", "--pin", "1234", "-o", "payment-\(payer)")
    }
    try desk.done("accept", "Bob", "payment-Alice", "--pin", "1234", "-o", "acceptance")
    #expect(try !desk.done("sync", "Carol").contains("not all"))
    #expect(try desk.done("sync", "Bob").contains("not all of that took effect"))
    try desk.done("sync", "Bob")
    #expect(try !desk.done("sync", "Carol").contains("not all"))
    #expect(try [desk.spendable("Bob"), desk.spendable("Carol")] == [18_000, 10_000])
  }

  @Test("devices work with no home and no ledger in sight")
  func devicesAlone() throws {
    let desk = try Desk.set()
    for name in ["Alice", "Bob"] {
      try FileManager.default.moveItem(
        at: desk.path("kontant-home/devices/\(name).device"), to: desk.path("\(name).device"))
    }
    try FileManager.default.removeItem(at: desk.path("kontant-home"))
    try desk.done("request", "Bob.device", "80", "-o", "request")
    try desk.done("pay", "./Alice.device", "request", "--pin", "1234", "-o", "payment")
    try desk.done("fetch", "Alice.device")
    #expect(try desk.bytes("Alice-payment-2.kontant") == desk.bytes("payment"))
    try desk.done("accept", "Bob.device", "payment", "--pin", "1234", "-o", "acceptance")
    try desk.done("take", "Alice.device", "acceptance")
    #expect(try desk.spendable("Alice.device") == 42_000)
    #expect(try desk.spendable("Bob.device") == 18_000)
  }

  @Test("unloaded money is back on the account")
  func unload() throws {
    let desk = try Desk.set()
    try desk.done("unload", "Alice", "200", "--pin", "1234")
    #expect(try desk.spendable("Alice") == 30_000)
    #expect(try desk.done("account", "list").contains("Alice  700.00"))
    try desk.done("account", "transfer", "Alice", "Bob", "100")
    #expect(try desk.done("ledger", "history", "--account", "Bob").contains("transfer"))
  }

  @Test("a load that the account does not cover loads nothing and says so")
  func loadRefused() throws {
    let desk = try Desk.set()
    let answer = try desk.run("load", "Alice", "501")
    #expect(answer.status == 1)
    #expect(answer.errorLines.count == 1)
    #expect(answer.error.contains("the account holds less"))
    #expect(try desk.spendable("Alice") == 50_000)
    #expect(try desk.run("load", "Alice", "2600").error.contains("nothing was loaded"))
  }

  @Test("a PIN can be read from standard input, away from the list of processes")
  func pinByInput() throws {
    let desk = try Desk.set()
    let right = ["pin", "verify", "Alice", "--pin", "-"]
    #expect(try desk.run(right, input: Data("1234\n".utf8)).status == 0)
    #expect(try desk.run(right, input: Data()).status == 64)
  }

  @Test("a PIN is changed, blocked and unblocked")
  func pin() throws {
    let desk = try Desk.set()
    try desk.done("pin", "change", "Alice", "--pin", "1234", "--new", "98765")
    try desk.done("pin", "verify", "Alice", "--pin", "98765")
    for _ in 1...3 { #expect(try desk.run("pin", "verify", "Alice", "--pin", "1234").status == 1) }
    let blocked = try desk.run("pin", "verify", "Alice", "--pin", "98765")
    #expect(blocked.error.contains("blocked"))
    try desk.done("pin", "unblock", "Alice")
    try desk.done("pin", "verify", "Alice", "--pin", "98765")
  }

  @Test("a copied card is named by a proof that holds by itself")
  func counterfeit() throws {
    let desk = try Desk.set()
    try desk.done("device", "copy", "Alice", "Thief")
    for (payer, payee) in [("Alice", "Bob"), ("Thief", "Carol")] {
      try desk.done("request", payee, "80", "-o", "request-\(payee)")
      try desk.done("pay", payer, "request-\(payee)", "--pin", "1234", "-o", "payment-\(payee)")
      try desk.done("accept", payee, "payment-\(payee)", "--pin", "1234", "-o", "taken-\(payee)")
      try desk.done("sync", payee)
    }
    #expect(try desk.ledger("proofCount") >= 1)
    try desk.done("ledger", "proofs", "1", "-o", "proof")
    #expect(try desk.done("inspect", "proof").contains("fork"))
    #expect(
      try desk.done("inspect", "proof", "--home", "kontant-home").contains("proves a fork by purse")
    )
    #expect(try desk.done("ledger", "purse", "Alice").contains("convicted"))
    #expect(try desk.isBalanced())
  }
}
