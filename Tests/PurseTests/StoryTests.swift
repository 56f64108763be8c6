import Money
import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Whole stories on the model world: the flows of Phase 4 and the liquidity question.
struct StoryTests {
  static func sek(_ units: UInt64) -> Amount {
    Amount(minorUnits: units * 100) ?? .zero
  }

  static func policy(_ preset: PolicyPreset) throws -> Policy {
    preset.policy(
      number: 1, time: ModelBank.start, currency: try #require(Currency(letters: "SEK")))
  }

  static func stage(
    _ liquidity: Liquidity, preset: PolicyPreset = .ekronaCard, loads: [(String, UInt64)]
  ) throws -> Stage {
    let policy = try policy(preset)
    var stage = Stage(currency: policy.currency, liquidity: liquidity, policies: [policy])
    for (name, units) in loads {
      try stage.issue(name, policy: policy, money: sek(1_000))
      if units > 0 { try stage.sync(name, load: sek(units)) }
    }
    return stage
  }

  @Test("PUR-31: a payment from card to card moves money with no connection and settles once")
  func personToPerson() throws {
    var stage = try Self.stage(.evidenceAndPool, loads: [("Alice", 200), ("Bob", 0)])
    let request = try stage.request("Bob", Self.sek(80))
    let payment = try stage.pay("Alice", request)
    let acceptance = try stage.accept("Bob", payment)
    try stage.take("Alice", acceptance)
    #expect(stage.status("Alice")?.spendable == Self.sek(120))
    #expect(stage.status("Bob")?.spendable == Self.sek(80))
    #expect(stage.status("Alice")?.doubts == 0)
    try stage.sync("Bob")
    #expect(stage.row("Bob")?.shadow == Self.sek(80))
    #expect(stage.row("Alice")?.shadow == Self.sek(120))
    try stage.sync("Alice")
    #expect(stage.row("Alice")?.shadow == Self.sek(120))
    #expect(stage.bank.ledger.book.proofs.rows.isEmpty)
    #expect(stage.bank.ledger.book.isBalanced)
    try stage.unload("Bob", Self.sek(30))
    try stage.sync("Bob")
    #expect(stage.bank.ledger.book.accounts["Bob"] == Self.sek(1_030))
    #expect(stage.row("Bob")?.shadow == Self.sek(50))
  }

  @Test("LED-30: Charlie syncs first and nobody waits, except under hold", arguments: [0, 1, 2, 3])
  func liquidity(_ answer: Int) throws {
    let answers: [Liquidity] = [.hold, .pool, .evidence, .evidenceAndPool]
    var stage = try Self.stage(
      answers[answer], loads: [("Alice", 200), ("Bob", 0), ("Charlie", 0)])
    let first = try stage.pay("Alice", try stage.request("Bob", Self.sek(80)))
    _ = try stage.accept("Bob", first)
    let second = try stage.pay("Bob", try stage.request("Charlie", Self.sek(50)))
    #expect(second.sealed != nil)
    _ = try stage.accept("Charlie", second)
    try stage.sync("Charlie")
    let shadow = stage.row("Charlie")?.shadow
    #expect(shadow == (answer == 0 ? .zero : Self.sek(50)))
    #expect(
      stage.bank.ledger.book.unexplained == (answer == 1 ? Self.sek(50) : .zero))
    try stage.sync("Alice")
    try stage.sync("Bob")
    try stage.sync("Charlie")
    #expect(stage.row("Alice")?.shadow == Self.sek(120))
    #expect(stage.row("Bob")?.shadow == Self.sek(30))
    #expect(stage.row("Charlie")?.shadow == Self.sek(50))
    #expect(stage.bank.ledger.book.unexplained == .zero)
    #expect(stage.bank.ledger.book.isBalanced)
    #expect(stage.bank.ledger.book.proofs.rows.isEmpty)
  }

  @Test("LED-31: what was advanced to a convicted purse is a loss, and no longer unexplained")
  func convictedAdvance() throws {
    var stage = try Self.stage(.pool, loads: [("Alice", 0), ("Bob", 0)])
    for name in ["Alice", "Bob"] {
      let serial = try #require(stage.serial(name))
      stage.bank.ledger.book.purses.update(serial) { $0.advance = Self.sek(50) }
    }
    #expect(stage.bank.ledger.book.unexplained == Self.sek(100))
    let serial = try #require(stage.serial("Alice"))
    stage.bank.ledger.book.purses.update(serial) { $0.isConvicted = true }
    #expect(stage.bank.ledger.book.unexplained == Self.sek(50))
  }

  @Test("PUR-6: a purse opened anew from its storage is the same purse")
  func reopening() throws {
    var stage = try Self.stage(.evidenceAndPool, loads: [("Alice", 200), ("Bob", 0)])
    let payment = try stage.pay("Alice", try stage.request("Bob", Self.sek(80)))
    _ = try stage.accept("Bob", payment)
    for name in ["Alice", "Bob"] {
      let purse = try #require(stage.purses[name])
      let again = ModelPurse(crypto: ModelPurseCrypto(seed: 9), storage: purse.storage)
      #expect(again.status.spendable == purse.status.spendable)
      #expect(again.status.head == purse.status.head)
      #expect(again.status.doubts == purse.status.doubts)
      stage.purses[name] = again
    }
    try stage.sync("Bob")
    try stage.sync("Alice")
    #expect(stage.row("Bob")?.shadow == Self.sek(80))
    #expect(stage.bank.ledger.book.proofs.rows.isEmpty)
  }
}
