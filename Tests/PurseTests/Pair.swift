import Money
import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Alice, who has money, and Bob, who has none, under one policy: the ground that most tests stand on.
struct Pair {
  var stage: Stage
  let policy: Policy

  static func sek(_ units: UInt64) -> Amount { Amount(minorUnits: units * 100) ?? .zero }

  /// A policy with no limits at all: each test sets the one it is about.
  static func openPolicy() throws -> Policy {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency.code)
    policy.reuse = true
    policy.direct = true
    policy.evidence = .bestEffort
    return policy
  }

  init(
    _ load: UInt64 = 200, bankSize: Int = 32_768, liquidity: Liquidity = .evidenceAndPool,
    _ change: (inout Policy) -> Void = { _ in }
  ) throws {
    var policy = try Self.openPolicy()
    change(&policy)
    self.policy = policy
    stage = Stage(currency: policy.currency, liquidity: liquidity, policies: [policy])
    for name in ["Alice", "Bob"] {
      try stage.issue(name, policy: policy, money: Self.sek(100_000), bankSize: bankSize)
    }
    if load > 0 { try stage.sync("Alice", load: Self.sek(load)) }
  }

  /// From now on serials change at every sync.
  mutating func rotate() throws {
    var newer = policy
    newer.number = 2
    newer.rotation = 1
    let signed = [UInt8](stage.bank.signed(newer))
    stage.bank.ledger.rules.policies[newer.id] = signed
    for name in ["Alice", "Bob"] { try stage.run(name, .updatePolicy(signed)) }
  }

  /// Bob asks, Alice pays; Bob has not decided yet.
  mutating func paid(_ units: UInt64) throws(PurseError) -> Packet {
    try stage.pay("Alice", try stage.request("Bob", Self.sek(units)))
  }

  mutating func paidDirect(_ units: UInt64) throws(PurseError) -> Packet {
    try stage.payDirect("Alice", to: "Bob", Self.sek(units))
  }

  /// Bob asks, Alice pays, Bob takes it.
  mutating func exchange(_ units: UInt64) throws(PurseError) {
    _ = try stage.accept("Bob", try paid(units))
  }

  /// What stands in a purse: two purses with the same picture are the same to everyone outside.
  static func picture(_ purse: ModelPurse) -> String {
    let s = purse.status
    var last = PurseAnswer()
    var purse = purse
    purse.lastAnswer(into: &last)
    return "\(s.lifeCycle) \(s.spendable.minorUnits) \(s.pending.minorUnits) \(s.doubts) "
      + "\(s.openRequests) \(s.sequence.value) \(s.head) \(s.covered.value) \(s.counters) "
      + "\(s.requestNumber.value) \(s.policyNumber) \(s.blockListNumber) \(s.lastGrant.value) "
      + "\(s.awaitsGrant) \(s.decidedDirect) "
      + "\(purse.currentCertificate?.content.serial.value ?? 0) \(last.array)"
  }

  func picture(_ name: String) throws -> String {
    Self.picture(try #require(stage.purses[name]))
  }

  /// A purse opened anew from what another has stored.
  static func reopened(_ purse: ModelPurse) -> ModelPurse {
    var storage = purse.storage
    storage.powerFailsAfter = nil
    return ModelPurse(crypto: ModelPurseCrypto(seed: 99), storage: storage)
  }

  func next(_ name: String) -> SequenceNumber {
    stage.status(name)?.sequence.next ?? SequenceNumber(1)
  }
}
