import Money
import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// A ring journal that has dropped its oldest entries, and a terminal that keeps its grant back
/// (rows 20 and 23).
struct RingAttackTests {
  /// Bob takes a payment of 80 and then has so much traffic that his ring drops it.
  private func dropped(direct: Bool) throws -> (stage: Stage, payment: Packet) {
    let policy = try Play.policy(.fully)
    var stage = try Play.stage(
      policy: policy, bankSize: 131_072, loads: ["Alice": 200, "Carol": 500])
    try stage.issue(
      "Bob", policy: policy, money: Play.sek(10_000), bankSize: PurseLimits.smallestBank)
    try stage.sync("Bob", load: Play.sek(100))
    let payment =
      direct
      ? try stage.payDirect("Alice", to: "Bob", Play.sek(80))
      : try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    _ = try stage.accept("Bob", payment)
    for _ in 0..<30 {
      try stage.take(
        "Carol",
        try stage.accept("Bob", try stage.pay("Carol", try stage.request("Bob", Play.sek(1)))))
      let back = try stage.pay("Bob", try stage.request("Carol", Play.sek(1)))
      try stage.take("Bob", try stage.accept("Carol", back))
    }
    let request = try Signed<SyncRequest>(try stage.upload("Bob").message.span.bytes)
    #expect(request.content.checkpoint != nil)
    return (stage, payment)
  }

  @Test(
    "Attack 20: an acceptance in a dropped prefix is neither reversed nor paid twice",
    arguments: [false, true], [["Alice", "Bob", "Carol"], ["Bob", "Carol", "Alice"]])
  func droppedAcceptance(_ isDirect: Bool, _ order: [String]) throws {
    var (stage, payment) = try dropped(direct: isDirect)
    try Play.syncAll(&stage, order)
    #expect(throws: isDirect ? PurseError.alreadyAccepted : .askTheLedger) {
      try stage.accept("Bob", payment)
    }
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 180, "Carol": 500])
    Play.expectJust(stage)
  }

  @Test("Attack 20: a payment whose entry was dropped by its payer's ring is not called missing")
  func droppedPayment() throws {
    let policy = try Play.policy(.fully)
    var stage = try Play.stage(
      policy: policy, bankSize: 131_072, loads: ["Alice": 200, "Carol": 500])
    try stage.issue(
      "Bob", policy: policy, money: Play.sek(10_000), bankSize: PurseLimits.smallestBank)
    try stage.sync("Bob", load: Play.sek(100))
    let first = try stage.pay("Bob", try stage.request("Alice", Play.sek(5)))
    try stage.take("Bob", try stage.accept("Alice", first))
    for _ in 0..<30 {
      try stage.take(
        "Bob",
        try stage.accept("Carol", try stage.pay("Bob", try stage.request("Carol", Play.sek(1)))))
    }
    try stage.sync("Bob")
    #expect(stage.row("Bob")?.hasDropped == true)
    try Play.syncAll(&stage, ["Alice", "Carol", "Bob"])
    Play.expectAgreement(stage, ["Alice": 205, "Bob": 65, "Carol": 530])
    Play.expectJust(stage)
  }

  @Test("Attack 20: a ring that drops entries keeps its unloads, so the account gets them")
  func droppedUnload() throws {
    let policy = try Play.policy(.fully)
    var stage = try Play.stage(policy: policy, loads: ["Carol": 500])
    try stage.issue(
      "Bob", policy: policy, money: Play.sek(10_000), bankSize: PurseLimits.smallestBank)
    try stage.sync("Bob", load: Play.sek(100))
    try stage.unload("Bob", Play.sek(40))
    for _ in 0..<40 {
      try stage.take(
        "Bob",
        try stage.accept("Carol", try stage.pay("Bob", try stage.request("Carol", Play.sek(1)))))
    }
    try Play.syncAll(&stage, ["Bob", "Carol"])
    #expect(stage.bank.ledger.book.accounts["Bob"] == Play.sek(9_940))
    Play.expectAgreement(stage, ["Bob": 20, "Carol": 540])
    Play.expectJust(stage)
  }

  @Test("A ring drops nothing that an outstanding sync request reports, so it can be repeated")
  func outstandingRequest() throws {
    var (stage, _) = try dropped(direct: false)
    let request = try stage.upload("Bob")
    #expect(throws: PurseError.syncFirst) {
      for _ in 0..<100 {
        try stage.take(
          "Bob",
          try stage.accept("Carol", try stage.pay("Bob", try stage.request("Carol", Play.sek(1)))))
      }
    }
    #expect(try stage.upload("Bob") == request)
    try Play.syncAll(&stage, ["Bob", "Alice", "Carol"])
    let value = try #require(stage.status("Bob")).spendable
    #expect(stage.row("Bob")?.shadow == value)
    Play.expectJust(stage)
  }

  @Test("A payment that an outstanding request reports as kept stays in doubt until the grant")
  func keptDoubt() throws {
    let policy = try Play.policy(.fully)
    var stage = try Play.stage(
      policy: policy, bankSize: 131_072, loads: ["Alice": 200, "Carol": 500])
    try stage.issue(
      "Bob", policy: policy, money: Play.sek(10_000), bankSize: PurseLimits.smallestBank)
    try stage.sync("Bob", load: Play.sek(100))
    let doubt = try stage.pay("Bob", try stage.request("Alice", Play.sek(5)))
    for _ in 0..<40 {
      try stage.take(
        "Bob",
        try stage.accept("Carol", try stage.pay("Bob", try stage.request("Carol", Play.sek(1)))))
    }
    let request = try stage.upload("Bob")
    let acceptance = try stage.accept("Alice", doubt)
    #expect(throws: PurseError.askTheLedger) { try stage.take("Bob", acceptance) }
    #expect(try stage.upload("Bob") == request)
    try Play.syncAll(&stage, ["Bob", "Alice", "Carol"])
    Play.expectAgreement(stage, ["Alice": 205, "Bob": 55, "Carol": 540])
    Play.expectJust(stage)
  }

  @Test(
    "A second payment to a request is given back by a ring that has dropped, once the first is known"
  )
  func secondToARing() throws {
    var (stage, _) = try dropped(direct: false)
    try stage.sync("Bob")
    let request = try stage.request("Bob", Play.sek(3))
    _ = try stage.accept("Bob", try stage.pay("Alice", request))
    _ = try stage.pay("Carol", request)
    try Play.syncAll(&stage, ["Carol", "Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 117, "Bob": 183, "Carol": 500])
    Play.expectJust(stage)
  }

  @Test("Attack 23: a terminal that keeps back the grant that sweeps its takings cannot spend them")
  func keptGrant() throws {
    let terminal = try Play.policy(.ekronaTerminal)
    let card = try Play.policy()
    var stage = Stage(
      currency: card.currency, liquidity: .evidenceAndPool, policies: [card, terminal])
    try stage.issue("Alice", policy: card, money: Play.sek(1_000))
    try stage.issue("Shop", policy: terminal, money: .zero, kind: .terminal)
    try stage.sync("Alice", load: Play.sek(200))
    let payment = try stage.pay("Alice", try stage.request("Shop", Play.sek(80)))
    _ = try stage.accept("Shop", payment)
    let request = try stage.upload("Shop")
    let outcome = try stage.bank.ledger.sync(request, time: stage.time)
    #expect(stage.bank.ledger.book.accounts["Shop"] == Play.sek(80))
    let toAlice = try stage.request("Alice", Play.sek(80))
    #expect(throws: PurseError.operationsUsedUp) { try stage.pay("Shop", toAlice) }
    #expect(throws: PurseError.valuePending) { try stage.unload("Shop", Play.sek(80)) }
    let again = try stage.bank.ledger.sync(request, time: stage.time)
    #expect(again.grant == outcome.grant)
    try stage.apply("Shop", again.grant)
    #expect(throws: PurseError.insufficientFunds) { try stage.unload("Shop", Play.sek(80)) }
    try Play.syncAll(&stage, ["Alice", "Shop"])
    #expect(stage.bank.ledger.book.accounts["Shop"] == Play.sek(80))
    Play.expectAgreement(stage, ["Alice": 120, "Shop": 0])
    Play.expectJust(stage)
  }
}
