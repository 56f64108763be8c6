import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Policies with an end, after which the one before them holds again (FLD-20).
struct InterimTests {
  /// Two operations in ordinary times, ten for a week.
  static func pair() throws -> (Pair, interim: Policy) {
    let pair = try Pair {
      $0.operations = 2
    }
    var interim = pair.policy
    interim.number = 2
    interim.operations = 10
    interim.interim = true
    interim.validUntil = ModelBank.start.adding(days: 7)
    return (pair, interim)
  }

  static func message(_ policy: Policy, _ pair: Pair) -> [UInt8] {
    [UInt8](pair.stage.bank.signed(policy))
  }

  static func use(_ count: Int, _ pair: inout Pair) throws {
    for _ in 0..<count { _ = try pair.paidDirect(1) }
  }

  @Test("FLD-20: an interim policy relaxes at once, and at its end the one before holds again")
  func fallsBack() throws {
    var (pair, interim) = try Self.pair()
    try Self.use(2, &pair)
    #expect(throws: PurseError.operationsUsedUp) { try pair.paidDirect(1) }
    try pair.stage.run("Alice", .updatePolicy(Self.message(interim, pair)))
    try Self.use(4, &pair)
    // A block list brings the time.
    try pair.stage.run("Alice", .takeBlockList(BlockListTests.list(pair, days: 7, [])))
    #expect(throws: PurseError.operationsUsedUp) { try pair.paidDirect(1) }
    let told = try Signed<SyncRequest>(try pair.stage.upload("Alice").message.span.bytes)
    #expect(told.content.policyNumber == 1)
  }

  @Test("FLD-20: the policy before it outlives power, grants and further interim policies")
  func outlives() throws {
    var (pair, interim) = try Self.pair()
    try pair.stage.run("Alice", .updatePolicy(Self.message(interim, pair)))
    try pair.stage.sync("Alice")
    interim.number = 3
    interim.operations = 20
    try pair.stage.run("Alice", .updatePolicy(Self.message(interim, pair)))
    pair.stage.purses["Alice"] = Pair.reopened(try #require(pair.stage.purses["Alice"]))
    try Self.use(4, &pair)
    try pair.stage.run("Alice", .takeBlockList(BlockListTests.list(pair, days: 8, [])))
    pair.stage.purses["Alice"] = Pair.reopened(try #require(pair.stage.purses["Alice"]))
    #expect(throws: PurseError.operationsUsedUp) { try pair.paidDirect(1) }
  }

  @Test("FLD-20: an interim policy that has ended is refused, and so is one as the first")
  func ended() throws {
    var (pair, interim) = try Self.pair()
    try pair.stage.run("Alice", .takeBlockList(BlockListTests.list(pair, days: 7, [])))
    try RefusalTests.refuses(
      .policyRefused, &pair, "Alice", .updatePolicy(Self.message(interim, pair)))
    try pair.stage.bank.ledger.openAccount("Dora")
    #expect(throws: PurseError.policyRefused) {
      try pair.stage.bank.issuePurse(
        policy: interim, account: "Dora", kind: .card, bankSize: 32_768)
    }
  }

  @Test("FLD-20: a regular policy with a higher number ends an interim one early") func early()
    throws
  {
    var (pair, interim) = try Self.pair()
    try pair.stage.run("Alice", .updatePolicy(Self.message(interim, pair)))
    var regular = pair.policy
    regular.number = 3
    regular.operations = 3
    try pair.stage.run("Alice", .updatePolicy(Self.message(regular, pair)))
    try Self.use(3, &pair)
    #expect(throws: PurseError.operationsUsedUp) { try pair.paidDirect(1) }
    // Nothing of the first regular policy is left to fall back to.
    try RefusalTests.refuses(
      .policyRefused, &pair, "Alice", .updatePolicy(Self.message(interim, pair)))
  }

  @Test("FLD-21: a clock that runs ahead lets it fall back and changes nothing for good")
  func clock() throws {
    var (pair, interim) = try Self.pair()
    try pair.stage.run("Alice", .updatePolicy(Self.message(interim, pair)))
    try Self.use(2, &pair)
    try pair.stage.givePIN("Alice")
    let bob = try #require(pair.stage.serial("Bob"))
    var alice = try #require(pair.stage.purses["Alice"])
    #expect(throws: PurseError.operationsUsedUp) {
      try alice.execute(
        .payDirect(
          expected: pair.next("Alice"), amount: Pair.sek(1), payee: bob, certificate: []),
        time: ModelBank.start.adding(days: 30))
    }
    pair.stage.purses["Alice"] = Pair.reopened(alice)
    try Self.use(2, &pair)
  }

  @Test("FLD-20: the ledger gives an interim policy until its end, then the regular one again")
  func ledger() throws {
    var (pair, interim) = try Self.pair()
    pair.stage.bank.ledger.rules.interims = [interim.id: Self.message(interim, pair)]
    try pair.stage.sync("Alice")
    #expect(pair.stage.purses["Alice"]?.currentPolicy?.content.number == 2)
    pair.stage.time = ModelBank.start.adding(days: 8)
    try pair.stage.sync("Alice")
    try pair.stage.sync("Bob")
    #expect(pair.stage.purses["Bob"]?.currentPolicy?.content.number == 1)
    try Self.use(2, &pair)
    #expect(throws: PurseError.operationsUsedUp) { try pair.paidDirect(1) }
  }

  @Test("PUR-12: a policy dated past the end of the ledger's key is refused") func future() throws {
    var pair = try Pair()
    var newer = pair.policy
    newer.number = 2
    newer.time = ModelBank.start.adding(days: 3_651)
    try RefusalTests.refuses(
      .policyRefused, &pair, "Bob", .updatePolicy(Self.message(newer, pair)))
  }
}
