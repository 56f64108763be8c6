import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// What travels sealed may be lost, altered, too much or false (row 22).
struct EvidenceAttackTests {
  /// Alice paid Bob 80 and Bob paid Charlie 50, with Alice's payment as evidence.
  private func chain() throws -> (stage: Stage, first: Packet, second: Packet) {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Charlie": 0])
    let first = try stage.pay("Alice", try stage.request("Bob", Play.sek(80)))
    _ = try stage.accept("Bob", first)
    let second = try stage.pay("Bob", try stage.request("Charlie", Play.sek(50)))
    return (stage, first, second)
  }

  @Test(
    "Attack 22: where evidence was dropped or altered on the way, the pool takes over",
    arguments: [nil, 0, 5, 100])
  func lostEvidence(_ altered: Int?) throws {
    var (stage, _, second) = try chain()
    if let altered {
      second.sealed?[altered] ^= 1
    } else {
      second.sealed = nil
    }
    _ = try stage.accept("Charlie", second)
    try stage.sync("Charlie")
    #expect(stage.row("Charlie")?.shadow == Play.sek(50))
    #expect(stage.bank.ledger.book.unexplained == Play.sek(50))
    try Play.syncAll(&stage, ["Bob", "Alice", "Charlie"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 30, "Charlie": 50])
    Play.expectJust(stage)
  }

  @Test("Attack 22: evidence of another payment proves nothing here")
  func foreignEvidence() throws {
    var (stage, first, second) = try chain()
    let other = try stage.pay("Bob", try stage.request("Charlie", Play.sek(10)))
    second.sealed = other.sealed
    #expect(first.sealed == nil)
    _ = try stage.accept("Charlie", second)
    try stage.sync("Charlie")
    #expect(stage.bank.ledger.book.unexplained == Play.sek(50))
    _ = try stage.accept("Charlie", other)
    try Play.syncAll(&stage, ["Charlie", "Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 20, "Charlie": 60])
    Play.expectJust(stage)
  }

  @Test("Attack 22: evidence nested to its limit is bounded work, and the pool covers the rest")
  func nestedEvidence() throws {
    let names = (0..<12).map { "Purse \($0)" }
    let policy = try Play.policy()
    var stage = Stage(currency: policy.currency, liquidity: .evidenceAndPool, policies: [policy])
    for name in names { try stage.issue(name, policy: policy, money: Play.sek(1_000)) }
    try stage.sync(names[0], load: Play.sek(100))
    for i in 1..<names.count {
      let payment = try stage.pay(names[i - 1], try stage.request(names[i], Play.sek(100)))
      #expect((payment.sealed?.count ?? 0) <= 1024)
      _ = try stage.accept(names[i], payment)
    }
    let checks = stage.bank.ledger.book.totals.signatureChecks
    try stage.sync(names[11])
    #expect(stage.bank.ledger.book.totals.signatureChecks - checks <= 2 + 16)
    #expect(stage.row(names[11])?.shadow == Play.sek(100))
    #expect(stage.bank.ledger.book.unexplained == Play.sek(100))
    try Play.syncAll(&stage, names)
    #expect(stage.bank.ledger.book.unexplained == .zero)
    Play.expectAgreement(stage, ["Purse 0": 0, "Purse 5": 0, "Purse 11": 100])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 22: whoever encloses a payment and refuses it is convicted, the others are whole",
    arguments: [false, true])
  func refusedEvidence(_ refusalFirst: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0, "Charlie": 0])
    let first = try stage.pay("Alice", try stage.request("Mallory", Play.sek(80)))
    let rolledBack = stage.purses["Mallory"]
    _ = try stage.accept("Mallory", first)
    let second = try stage.pay("Mallory", try stage.request("Charlie", Play.sek(50)))
    stage.purses["Mallory"] = rolledBack
    let refusal = try stage.refuse("Mallory", payment: first)
    try stage.take("Alice", refusal)
    _ = try stage.accept("Charlie", second)
    for name in refusalFirst ? ["Alice", "Charlie"] : ["Charlie", "Alice"] { try stage.sync(name) }
    try Play.syncAll(&stage, ["Alice", "Charlie"])
    Play.expectAgreement(stage, ["Alice": 200, "Charlie": 50])
    #expect(stage.bank.ledger.book.totals.loss <= -Int64(Play.sek(50).minorUnits))
    Play.expectJust(stage, guilty: ["Mallory"])
  }
}
