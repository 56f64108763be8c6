import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Lies of phones, torn links, lost messages and full journals (rows 8 to 12).
struct InterruptionAttackTests {
  @Test("Attack 8: a payment to a request that nobody made comes back by sync")
  func inventedRequest() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let invented = Request(
      payee: try #require(stage.serial("Bob")), number: RequestNumber(1), amount: Play.sek(80),
      currency: try Play.policy().currency, policyNumber: 1, blockListNumber: 0)
    let message = [UInt8](Signed(content: invented, signature: .zero))
    let payment = try stage.pay("Alice", Packet(kind: .request, message: message))
    #expect(throws: PurseError.askTheLedger) { try stage.accept("Bob", payment) }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 200, "Bob": 0])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 9: a direct payment repeated after a torn link or lost power debits once",
    arguments: 0..<4, [0, 8, 40])
  func tornDirectPayment(_ operation: Int, _ torn: Int) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let command = PurseCommand.payDirect(
      expected: try #require(stage.status("Alice")).sequence.next, amount: Play.sek(80),
      payee: try #require(stage.serial("Bob")), certificate: [])
    var storage = try #require(stage.purses["Alice"]).storage
    storage.powerFailsAfter = operation
    storage.tornBytes = torn
    stage.purses["Alice"] = ModelPurse(crypto: ModelPurseCrypto(seed: 3), storage: storage)
    do {
      try stage.givePIN("Alice")
      try stage.run("Alice", command)
    } catch { #expect(error == .storage) }
    let after = try #require(stage.purses["Alice"]).storage
    stage.purses["Alice"] = ModelPurse(
      crypto: ModelPurseCrypto(seed: 4), storage: MemoryStorage(image: after.image))
    try stage.givePIN("Alice")
    let once = try Self.payment(try stage.run("Alice", command))
    let again = try Self.payment(try stage.run("Alice", command))
    #expect(once == again)
    #expect(stage.status("Alice")?.spendable == Play.sek(120))
    _ = try stage.accept(
      "Bob",
      Packet(
        kind: .payment, message: again,
        certificate: try #require(stage.purses["Alice"]).certificateMessage))
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 80])
    Play.expectJust(stage)
  }

  private static func payment(_ reply: PurseReply) throws -> [UInt8] {
    guard case .payment(let message, _) = reply else { throw PurseError.unknownPayment }
    return message
  }

  @Test("Attack 10: a load granted before the balance rose above the limit still applies")
  func loadAboveTheLimit() throws {
    var stage = try Play.stage(loads: ["Alice": 2_000, "Bob": 500])
    let outcome = try stage.bank.ledger.sync(
      try stage.upload("Alice", load: Play.sek(1_000)), time: stage.time)
    for _ in 0..<5 {
      _ = try stage.accept(
        "Alice", try stage.pay("Bob", try stage.request("Alice", Play.sek(40))))
    }
    #expect(throws: PurseError.operationsUsedUp) { try stage.request("Alice", Play.sek(1)) }
    try stage.apply("Alice", outcome.grant)
    #expect(stage.status("Alice")?.spendable == Play.sek(3_200))
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 3_200, "Bob": 300])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 11: a full journal still takes a refusal, an acceptance and a grant with deliveries")
  func fullJournal() throws {
    let policy = try Play.policy { $0.operations = nil }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 500, "Bob": 500])
    try stage.issue(
      "Small", policy: policy, money: Play.sek(10_000), bankSize: PurseLimits.smallestBank)
    try stage.sync("Small", load: Play.sek(500))
    let incoming = try stage.pay("Alice", try stage.request("Small", Play.sek(5)))
    let lost = try stage.request("Small", Play.sek(7))
    _ = try stage.pay("Bob", lost)
    let declined = try stage.request("Bob", Play.sek(9))
    _ = try stage.pay("Small", declined)
    let taken = try stage.pay("Small", try stage.request("Bob", Play.sek(11)))
    var payments: UInt64 = 0
    while true {
      do {
        let payment = try stage.pay("Small", try stage.request("Bob", Play.sek(1)))
        try stage.take("Small", try stage.accept("Bob", payment))
        payments += 1
      } catch PurseError.syncFirst { break }
      if payments % 6 == 5 { try stage.sync("Bob") }
    }
    #expect(payments > 2)
    try stage.take("Small", try stage.refuse("Bob", request: declined))
    try stage.take("Small", try stage.accept("Bob", taken))
    _ = try stage.accept("Small", incoming)
    try stage.sync("Bob")
    try Play.syncAll(&stage, ["Small", "Bob", "Alice"])
    Play.expectAgreement(
      stage, ["Alice": 495, "Bob": 504 + payments, "Small": 501 - payments])
    Play.expectJust(stage)
  }

  @Test("Attack 12: a grant to a repeated request applies once, and a wish is fulfilled once")
  func lateGrant() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    let lost = try stage.upload("Alice", load: Play.sek(100))
    let payment = try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    let repeated = try stage.upload("Alice", load: Play.sek(300))
    #expect(repeated == lost)
    let first = try stage.bank.ledger.sync(repeated, time: stage.time)
    let second = try stage.bank.ledger.sync(lost, time: stage.time.adding(days: 1))
    #expect(second.grant == first.grant)
    #expect(second.notices == [.repeated])
    try stage.apply("Alice", first.grant)
    try stage.apply("Alice", second.grant)
    #expect(stage.status("Alice")?.spendable == Play.sek(220))
    #expect(throws: LedgerError.staleRequest) {
      try stage.sync("Alice")
      _ = try stage.bank.ledger.sync(lost, time: stage.time)
    }
    try stage.apply("Alice", first.grant, fails: .grantDoesNotMatch)
    _ = try stage.accept("Bob", payment)
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 220, "Bob": 80])
    #expect(stage.bank.ledger.book.accounts["Alice"] == Play.sek(9_700))
    Play.expectJust(stage)
  }
}

extension Stage {
  fileprivate mutating func apply(_ name: String, _ grant: [UInt8], fails error: PurseError) throws
  {
    #expect(throws: error) { try apply(name, grant) }
  }
}
