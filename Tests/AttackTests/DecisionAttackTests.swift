import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// A payment is decided once, whoever shows it, in whatever order (rows 1 to 7 and 13).
struct DecisionAttackTests {
  @Test(
    "Attack 1: a payment taken by tap while its delivery is on the way is credited once",
    arguments: [false, true])
  func tapBesideDelivery(_ isDirect: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let payment =
      isDirect
      ? try stage.payDirect("Alice", to: "Bob", Play.sek(80))
      : try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    try stage.sync("Alice")
    let outcome = try stage.bank.ledger.sync(try stage.upload("Bob"), time: stage.time)
    _ = try stage.accept("Bob", payment)
    try stage.apply("Bob", outcome.grant)
    #expect(stage.status("Bob")?.spendable == Play.sek(80))
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 80])
    Play.expectJust(stage)
  }

  @Test("Attack 2: a payment refunded offline while its reversal is on the way is refunded once")
  func refundBesideReversal() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let request = try stage.request("Bob", Play.sek(80))
    _ = try stage.pay("Alice", request)
    let refusal = try stage.refuse("Bob", request: request)
    try stage.sync("Bob")
    let outcome = try stage.bank.ledger.sync(try stage.upload("Alice"), time: stage.time)
    let grant = try Signed<SyncGrant>(outcome.grant.span.bytes).content
    #expect(grant.reversals.count == 1)
    try stage.take("Alice", refusal)
    try stage.apply("Alice", outcome.grant)
    #expect(stage.status("Alice")?.spendable == Play.sek(200))
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  @Test("Attack 3: an accepted direct payment is not refused afterwards, synced or not")
  func refusalAfterAcceptance() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    _ = try stage.accept("Bob", payment)
    try stage.sync("Bob")
    #expect(throws: PurseError.alreadyAccepted) { try stage.refuse("Bob", payment: payment) }
    #expect(throws: PurseError.alreadyAccepted) { try stage.accept("Bob", payment) }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 80])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 4: the second payment to an answered request is neither refused nor taken; it ends once"
  )
  func secondPaymentToARequest() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Carol": 200])
    let request = try stage.request("Bob", Play.sek(80))
    _ = try stage.accept("Bob", try stage.pay("Alice", request))
    let second = try stage.pay("Carol", request)
    #expect(throws: PurseError.askTheLedger) { try stage.refuse("Bob", request: request) }
    #expect(throws: PurseError.askTheLedger) { try stage.refuse("Bob", payment: second) }
    #expect(throws: PurseError.askTheLedger) { try stage.accept("Bob", second) }
    try Play.syncAll(&stage, ["Carol", "Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 80, "Carol": 200])
    Play.expectJust(stage)
  }

  @Test("Attack 5: a refused direct payment is not accepted when it is shown again")
  func acceptanceAfterRefusal() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    try stage.take("Alice", try stage.refuse("Bob", payment: payment))
    #expect(throws: PurseError.alreadyRefused) { try stage.accept("Bob", payment) }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    #expect(throws: PurseError.alreadyRefused) { try stage.accept("Bob", payment) }
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 6: a delivered payment that is tapped afterwards is not credited again",
    arguments: [false, true])
  func tapAfterDelivery(_ isDirect: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let payment =
      isDirect
      ? try stage.payDirect("Alice", to: "Bob", Play.sek(80))
      : try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    try stage.sync("Alice")
    try stage.sync("Bob")
    #expect(stage.status("Bob")?.spendable == Play.sek(80))
    #expect(throws: isDirect ? PurseError.alreadyAccepted : PurseError.askTheLedger) {
      try stage.accept("Bob", payment)
    }
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 80])
    Play.expectJust(stage)
  }

  @Test("Attack 7: a payment refused by its digest is not accepted when it is tapped again")
  func tapAfterRefusal() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let payment = try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    _ = try stage.refuse("Bob", payment: payment)
    #expect(throws: PurseError.askTheLedger) { try stage.accept("Bob", payment) }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  @Test("Attack 13: with the set of decided direct payments full, an old one is not credited again")
  func fullDecidedSet() throws {
    let policy = try Play.policy { $0.operations = nil }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Bob": 0])
    var first: Packet?
    for _ in 0..<PurseLimits.decidedDirect {
      let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(1))
      if first == nil { first = payment }
      try stage.take("Alice", try stage.accept("Bob", payment))
    }
    let old = try #require(first)
    #expect(throws: PurseError.alreadyAccepted) { try stage.accept("Bob", old) }
    let more = try stage.payDirect("Alice", to: "Bob", Play.sek(1))
    #expect(throws: PurseError.askTheLedger) { try stage.accept("Bob", more) }
    #expect(throws: PurseError.askTheLedger) { try stage.refuse("Bob", payment: more) }
    try stage.sync("Bob", documents: [more, old])
    #expect(throws: PurseError.askTheLedger) { try stage.accept("Bob", more) }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 167, "Bob": 33])
    Play.expectJust(stage)
  }
}
