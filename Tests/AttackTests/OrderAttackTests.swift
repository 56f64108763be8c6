import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// The end does not depend on who comes first (rows 15 and 21).
struct OrderAttackTests {
  @Test(
    "Attack 15: a refusal and its payment come in either order and end the same",
    arguments: [false, true], [false, true])
  func refusalOrder(_ bobFirst: Bool, _ isDirect: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let payment =
      isDirect
      ? try stage.payDirect("Alice", to: "Bob", Play.sek(80))
      : try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    if !bobFirst { try stage.sync("Alice") }
    _ = try stage.refuse("Bob", payment: payment)
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  static let answers: [Liquidity] = [.hold, .pool, .evidence, .evidenceAndPool]
  static let orders: [[String]] = [
    ["Alice", "Bob", "Charlie"], ["Alice", "Charlie", "Bob"], ["Bob", "Alice", "Charlie"],
    ["Bob", "Charlie", "Alice"], ["Charlie", "Alice", "Bob"], ["Charlie", "Bob", "Alice"],
  ]

  @Test(
    "Attack 21: a chain of three ends the same in every order, and nobody waits but under hold",
    arguments: 0..<4, orders)
  func chain(_ answer: Int, _ order: [String]) throws {
    var stage = try Play.stage(Self.answers[answer], loads: ["Alice": 200, "Bob": 0, "Charlie": 0])
    _ = try stage.accept("Bob", try stage.pay("Alice", try stage.request("Bob", Play.sek(80))))
    _ = try stage.accept(
      "Charlie", try stage.pay("Bob", try stage.request("Charlie", Play.sek(50))))
    for name in order {
      try stage.sync(name)
      let status = try #require(stage.status(name))
      let known = try #require(stage.row(name)).shadow
      if answer == 0 {
        #expect(known <= status.spendable)
      } else {
        #expect(known >= status.spendable, "\(name) waits")
      }
    }
    #expect(stage.bank.ledger.book.unexplained == .zero)
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 30, "Charlie": 50])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 21: a ring of payments that nobody could make alone settles under hold",
    arguments: orders)
  func ring(_ order: [String]) throws {
    var stage = try Play.stage(.hold, loads: ["Alice": 10, "Bob": 0, "Charlie": 0])
    for (payer, payee) in [
      ("Alice", "Bob"), ("Bob", "Charlie"), ("Charlie", "Alice"), ("Alice", "Charlie"),
    ] {
      _ = try stage.accept(payee, try stage.pay(payer, try stage.request(payee, Play.sek(10))))
    }
    for name in order { try stage.sync(name) }
    Play.expectAgreement(stage, ["Alice": 0, "Bob": 0, "Charlie": 10])
    Play.expectJust(stage)
  }
}
