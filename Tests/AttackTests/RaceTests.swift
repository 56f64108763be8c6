import Money
import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Decisions, deliveries and reversals that cross on the way.
struct RaceTests {
  @Test(
    "A payment refused while its delivery is on the way comes back to the payer, once",
    arguments: [false, true], [0, 1, 2])
  func refusalBesideDelivery(_ isDirect: Bool, _ way: Int) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let payment =
      isDirect
      ? try stage.payDirect("Alice", to: "Bob", Play.sek(80))
      : try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    let early = way == 0
    if !early { try stage.sync("Alice") }
    let grant = try stage.bank.ledger.sync(
      try stage.carried("Bob", early ? [payment] : []), time: stage.time
    ).grant
    let refusal = try stage.refuse("Bob", payment: payment)
    try stage.apply("Bob", grant)
    #expect(stage.status("Bob")?.spendable == .zero)
    if early { try stage.take("Alice", refusal) }
    if way == 1 { try stage.sync("Carrier", carrying: [refusal, payment]) }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    #expect(throws: PurseError.unknownPayment) { try stage.take("Alice", refusal) }
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  @Test("A refusal that comes after the reversal was applied is not taken a second time")
  func refusalAfterReversal() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let payment = try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    let refusal = try stage.refuse("Bob", payment: payment)
    try stage.sync("Alice", documents: [refusal])
    #expect(stage.status("Alice")?.spendable == Play.sek(200))
    #expect(throws: PurseError.unknownPayment) { try stage.take("Alice", refusal) }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  @Test(
    "A payment that a stranger brought and its payee refuses ends with the payer, in any order",
    arguments: [0, 1, 2, 3], [false, true])
  func strangerThenRefusal(_ answer: Int, _ aliceFirst: Bool) throws {
    var stage = try Play.stage(
      OrderAttackTests.answers[answer], loads: ["Alice": 200, "Bob": 0])
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    try stage.sync("Carrier", carrying: [payment])
    let refusal = try stage.refuse("Bob", payment: payment)
    if aliceFirst { try stage.take("Alice", refusal) }
    try Play.syncAll(&stage, aliceFirst ? ["Alice", "Bob"] : ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  @Test("Value that a payee spent before its payer's refusal was known leaves nobody short")
  func spentUnderHold() throws {
    var stage = try Play.stage(.hold, loads: ["Alice": 100, "Bob": 0, "Charlie": 0])
    _ = try stage.accept("Bob", try stage.pay("Alice", try stage.request("Bob", Play.sek(80))))
    let declined = try stage.pay("Bob", try stage.request("Charlie", Play.sek(50)))
    let refusal = try stage.refuse("Charlie", payment: declined)
    _ = try stage.accept(
      "Charlie", try stage.pay("Bob", try stage.request("Charlie", Play.sek(30))))
    try stage.sync("Charlie")
    try stage.sync("Bob")
    try stage.take("Bob", refusal, fails: .unknownPayment)
    try Play.syncAll(&stage, ["Charlie", "Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 20, "Bob": 50, "Charlie": 30])
    Play.expectJust(stage)
  }

  @Test(
    "A request is used once, however many pay it and whoever syncs first",
    arguments: [["Alice", "Bob", "Carol"], ["Carol", "Bob", "Alice"], ["Bob", "Carol", "Alice"]])
  func requestReuse(_ order: [String]) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Carol": 200])
    let request = try stage.request("Bob", Play.sek(80))
    _ = try stage.pay("Alice", request)
    _ = try stage.pay("Carol", request)
    _ = try stage.pay("Alice", request)
    try Play.syncAll(&stage, order)
    try Play.syncAll(&stage, order)
    let total = ["Alice", "Carol"].compactMap { stage.status($0)?.spendable.minorUnits }
    #expect(total.reduce(0, +) == 32_000)
    #expect(stage.status("Bob")?.spendable == Play.sek(80))
    for name in order { #expect(stage.row(name)?.shadow == stage.status(name)?.spendable) }
    Play.expectJust(stage)
  }

  @Test(
    "SYN-20: a terminal that nobody started is not paid through the ledger either, and the payer has it back",
    arguments: [0, 40])
  func unaskedAtTerminal(earlier: Int) throws {
    let terminal = try Play.policy(.ekronaTerminal)
    let card = try Play.policy { $0.operations = nil }
    var stage = Stage(
      currency: card.currency, liquidity: .evidenceAndPool, policies: [card, terminal])
    try stage.issue("Alice", policy: card, money: Play.sek(1_000))
    try stage.issue("Shop", policy: terminal, money: .zero, kind: .terminal)
    try stage.sync("Alice", load: Play.sek(200))
    // More of them than the set of decided direct payments holds.
    for _ in 0...earlier {
      let payment = try stage.payDirect("Alice", to: "Shop", Play.sek(5))
      #expect(throws: PurseError.self) { try stage.accept("Shop", payment) }
      try Play.syncAll(&stage, ["Alice", "Shop"])
    }
    #expect(stage.bank.ledger.book.accounts["Shop"] == .zero)
    Play.expectAgreement(stage, ["Alice": 200, "Shop": 0])
    Play.expectJust(stage)
  }
}

extension Stage {
  fileprivate mutating func carried(_ name: String, _ documents: [Packet]) throws -> Packet {
    var packet = try upload(name)
    packet.documents = documents.map(\.bytes)
    return packet
  }

  fileprivate mutating func take(_ name: String, _ decision: Packet, fails error: PurseError) throws
  {
    #expect(throws: error) { try take(name, decision) }
  }
}
