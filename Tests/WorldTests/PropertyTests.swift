import Settlement
import Testing

@testable import World

/// What must hold for any graph of payments among honest persons, in any order of syncs.
struct PropertyTests {
  private static let answers: [Liquidity] = [.pool, .evidence, .evidenceAndPool, .hold]

  @Test(
    "I6: honest worlds end the same for every order of syncs, however liquidity is made",
    arguments: 0..<4)
  func confluence(_ answer: Int) throws {
    for seed in 0..<UInt64(15) {
      let report = try RandomWorld.runHonest(seed: seed, Self.answers[answer])
      #expect(report.proofs == 0)
    }
  }

  @Test("I8: under the pool nobody honest waits for others to sync", arguments: [0, 2])
  func noRefusal(_ answer: Int) throws {
    for seed in 100..<UInt64(120) {
      _ = try RandomWorld.runHonest(seed: seed, Self.answers[answer])
    }
  }

  @Test("I8: evidence that is complete credits at once what the pool would otherwise advance")
  func evidenceAlone() throws {
    for seed in 200..<UInt64(220) {
      _ = try RandomWorld.runHonest(seed: seed, .evidence, explains: true)
    }
  }
}
