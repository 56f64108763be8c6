import Foundation
import Testing

@testable import Scenario

/// Random steps in random order: whatever people do, nothing traps, and once all have synced, the
/// ledger and the purses agree to the last öre. Real keys, real files.
@Suite("Any order of steps") struct RandomStoryTests {
  static let names = ["Alice", "Bob", "Charlie"]
  /// More of them: STORIES=100 swift test --filter RandomStoryTests
  static let seeds: ClosedRange<UInt64> = {
    let count = ProcessInfo.processInfo.environment["STORIES"].flatMap { UInt64($0) } ?? 5
    return 1...max(1, count)
  }()

  @Test("ends with purses and ledger in agreement", arguments: seeds)
  func agreement(seed: UInt64) throws {
    var random = Seeded(seed)
    let answers = LiquidityAnswer.allCases
    let answer = answers[Int(seed) % answers.count]
    let scenario = try Scenario(text: text(&random), file: "seed-\(seed).yaml")
    try inTemporaryFolder { folder in
      let runner = try ScenarioRunner(scenario, answer: answer, folder: folder)
      for (number, step) in scenario.steps.enumerated() {
        do {
          _ = try runner.play(step, number: number)
        } catch let failure as ScenarioFailure {
          #expect(!failure.description.contains("do not balance"), "\(failure)")
        }
      }
      let view = runner.ledgerView()
      let holdings = try runner.holdings()
      for holding in holdings {
        #expect(holding.spendable + holding.pending == holding.shadow, "seed \(seed): \(holding)")
        #expect(holding.inDoubt == 0 && holding.advance == 0, "seed \(seed): \(holding)")
      }
      #expect(view.proofs == [] && view.loss == 0 && view.held == 0, "seed \(seed): \(view)")
      #expect(view.unexplained == 0 && view.waiting == 0, "seed \(seed): \(view)")
    }
  }

  @Test("with thieves names nobody but them, and the honest lose nothing", arguments: seeds)
  func blame(seed: UInt64) throws {
    var random = Seeded(seed + 1_000_000)
    let answers: [LiquidityAnswer] = [.pool, .evidenceAndPool]
    let scenario = try Scenario(
      text: text(&random, thieves: true), file: "thieves-\(seed).yaml")
    try inTemporaryFolder { folder in
      let runner = try ScenarioRunner(
        scenario, answer: answers[Int(seed) % 2], folder: folder)
      for (number, step) in scenario.steps.enumerated() {
        do {
          _ = try runner.play(step, number: number)
        } catch let failure as ScenarioFailure {
          #expect(!failure.description.contains("do not balance"), "\(failure)")
        }
      }
      let view = runner.ledgerView()
      #expect(view.proofs.allSatisfy { ["Clara", "Bruno"].contains($0.purse) }, "seed \(seed)")
      for holding in try runner.holdings() where Self.names.contains(holding.name) {
        #expect(holding.state == "active", "seed \(seed): \(holding)")
        #expect(
          holding.spendable + holding.pending + holding.advance == holding.shadow,
          "seed \(seed): \(holding)")
      }
    }
  }

  private func text(_ random: inout Seeded, thieves: Bool = false) -> String {
    var text = "title: Random\nsteps:\n"
    let people = Self.names + (thieves ? ["Clara", "Bruno"] : [])
    for name in people {
      text += "  - open: {account: \(name), money: 1000}\n"
      let policy = Self.policies.randomElement(using: &random) ?? "staged"
      text += "  - issue: {card: \(name), policy: \(policy)}\n"
      text += "  - load: {purse: \(name), amount: 300}\n"
    }
    var kept = 0
    for _ in 0..<20 { text += "  - \(step(&random, &kept, people))\n" }
    if thieves {
      text += "  - clone: {card: Clara, as: Copy}\n  - break: {card: Bruno, adds: 200}\n"
    }
    let all = people + (thieves ? ["Copy"] : [])
    for _ in 0..<50 { text += "  - \(step(&random, &kept, all))\n" }
    for _ in 0..<7 { for name in all { text += "  - sync: {purse: \(name)}\n" } }
    return text
  }

  private static let policies = [
    "staged", "fully", "ekrona-card", "{preset: ekrona-card, operations: 9}",
    "{preset: ekrona-card, operations: 20, reuse-operations: 3, pin-rule: above, pin-above: 50}",
    "{preset: fully, evidence-bytes: 300}", "{preset: fully, verify-payee: yes}",
  ]

  private func step(
    _ random: inout Seeded, _ kept: inout Int, _ names: [String]
  ) -> String {
    let people = names.shuffled(using: &random)
    let amount = Int.random(in: 1...120, using: &random)
    let pay = "from: \(people[0]), to: \(people[1]), amount: \(amount)"
    let torn = TornPoint.inPayment.randomElement(using: &random) ?? .afterDebit
    let tornSync = TornPoint.inSync.randomElement(using: &random) ?? .grantLost
    switch Int.random(in: 0..<17, using: &random) {
    case 0...2: return "pay: {\(pay)}"
    case 3, 4: return "pay: {\(pay), torn: \(torn.rawValue)}"
    case 5:
      kept += 1
      return "pay: {\(pay), keep: k\(kept), flow: \(kept.isMultiple(of: 2) ? "direct" : "request")}"
    case 6 where kept > 0: return "accept: {message: k\(Int.random(in: 1...kept, using: &random))}"
    case 7 where kept > 0: return "refuse: {message: k\(Int.random(in: 1...kept, using: &random))}"
    case 8: return "take: {purse: \(people[0])}"
    case 9: return "resume: {purse: \(people[0])}"
    case 10 where kept > 0:
      let message = "k\(Int.random(in: 1...kept, using: &random))"
      return "sync: {purse: \(people[0]), carries: \(message)}"
    case 11: return "sync: {purse: \(people[0]), torn: \(tornSync.rawValue)}"
    case 12: return "wait: {days: \(Int.random(in: 1...20, using: &random))}"
    case 13: return "unload: {purse: \(people[0]), amount: \(amount)}"
    default: return "sync: {purse: \(people[0])}"
    }
  }
}
