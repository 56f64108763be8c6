import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Many stories at random, with honest purses only. A seed that fails is printed with the test.
struct RandomStoryTests {
  static let names = ["Alice", "Bob", "Charlie", "Dora"]

  private func story(
    _ seed: UInt64, ring: Bool = false, restores: Bool = false
  ) throws -> RandomStory {
    let policy = try Play.policy { policy in
      policy.operations = nil
      policy.ring = ring
    }
    var stage = try Play.stage(
      OrderAttackTests.answers[Int(seed % 4)], policy: policy,
      bankSize: ring ? PurseLimits.smallestBank : 32_768,
      loads: ["Alice": 200, "Bob": 100, "Charlie": 50, "Dora": 0])
    stage.time = ModelBank.start
    var story = RandomStory(
      stage, names: Self.names, seed: seed, restores: restores, paysOnce: ring)
    for _ in 0..<400 { story.step() }
    return story
  }

  @Test("Among honest purses everything ends the same and nobody is blamed", arguments: 0..<24)
  func agreement(_ seed: Int) throws {
    var stage = try story(UInt64(seed)).stage
    for _ in 0..<4 { try Play.syncAll(&stage, Self.names) }
    Play.expectJust(stage)
    Play.expectAgreement(stage, Self.names)
    #expect(stage.bank.ledger.book.unexplained == .zero)
  }

  /// A payment that both rings have dropped the ledger never sees, so it agrees with the purses only
  /// in sum. That is the price of the mode; another is that a second payment to one request may be
  /// taken for accepted, so here nobody makes one.
  @Test("Honest ring purses are not blamed, and the float is whole", arguments: 0..<16)
  func rings(_ seed: Int) throws {
    var stage = try story(UInt64(seed), ring: true).stage
    for _ in 0..<4 { try Play.syncAll(&stage, Self.names) }
    Play.expectJust(stage)
    var difference: Int64 = 0
    for name in Self.names {
      let status = try #require(stage.status(name))
      let row = try #require(stage.row(name))
      difference += Int64(status.spendable.minorUnits) + Int64(row.advance.minorUnits)
      difference -= Int64(row.shadow.minorUnits)
    }
    #expect(difference == stage.bank.ledger.book.totals.held)
  }

  @Test("A ledger restored at any time blames nobody and stops nobody", arguments: 0..<24)
  func restored(_ seed: Int) throws {
    var stage = try story(UInt64(seed), restores: true).stage
    for _ in 0..<4 { try Play.syncAll(&stage, Self.names) }
    Play.expectJust(stage)
  }
}

extension Play {
  /// The ledger agrees with every purse to the last öre.
  static func expectAgreement(
    _ stage: Stage, _ names: [String], at location: SourceLocation = #_sourceLocation
  ) {
    for name in names {
      let status = stage.status(name)
      let held = (status?.spendable ?? .zero) + (status?.pending ?? .zero)
      #expect(stage.row(name)?.shadow == held, "\(name)", sourceLocation: location)
    }
    #expect(stage.bank.ledger.book.totals.held == 0, sourceLocation: location)
  }
}
