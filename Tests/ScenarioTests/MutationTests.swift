import Foundation
import Testing

@testable import Scenario

/// A seeded generator, so that a failing run can be repeated.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("Any text") struct MutationTests {
  @Test("is a scenario or is refused, and never traps", arguments: [1, 2, 3, 4])
  func mutated(seed: UInt64) throws {
    var random = Seeded(seed)
    let texts = try Repository.scenarios.map { try Repository.text($0) }
    for _ in 0..<400 {
      var text = try #require(texts.randomElement(using: &random))
      for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&text, &random) }
      do {
        _ = try Scenario(text: text, file: "mutated.yaml")
      } catch {
        #expect(error.place.line >= 1 && error.place.column >= 1)
        #expect(!error.message.isEmpty)
      }
    }
  }

  @Test("nested beyond reason is refused")
  func nested() {
    for open in ["[", "{a: ", "- ", "? ", "- - ", "[{a: ", "!!x "] {
      let text = "title: a\nsteps: \n  " + String(repeating: open, count: 20_000)
      #expect(throws: ScenarioProblem.self) { _ = try Scenario(text: text, file: "s.yaml") }
    }
  }

  private func mutate(_ text: inout String, _ random: inout Seeded) {
    var letters = Array(text.unicodeScalars)
    let place = Int.random(in: 0...letters.count, using: &random)
    let length = min(Int.random(in: 1...12, using: &random), letters.count - place)
    let snippet = Self.snippets.randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<5, using: &random) {
    case 0: letters.removeSubrange(place..<(place + length))
    case 1: letters.insert(contentsOf: snippet.unicodeScalars, at: place)
    case 2: letters.replaceSubrange(place..<(place + length), with: snippet.unicodeScalars)
    case 3: letters.insert(contentsOf: letters[place..<(place + length)], at: 0)
    default: letters.removeSubrange(place...)
    }
    text = String(String.UnicodeScalarView(letters))
  }

  private static let snippets = [
    "\n", "\t", ":", "- ", "{", "}", "[", "]", "'", "\"", "#", "&a ", "*a ", "!!int ", "|", ">",
    "%",
    "\u{0}", "\u{FEFF}", "\u{85}", "\u{1F4B6}", "999999999999999999999", "-1", "0", "null", "~",
    "<<: ", "? ", "---\n", "...\n", "Alice", "pay", "expect", "amount", "é", "e\u{301}",
  ]
}

/// Random steps in random order: whatever people do, nothing traps, and once all have synced, the
/// ledger and the purses agree to the last öre. Real keys, real files.
@Suite("Any order of steps") struct RandomStoryTests {
  static let names = ["Alice", "Bob", "Charlie"]

  @Test("ends with purses and ledger in agreement", arguments: [11, 12, 13, 14])
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

  private func text(_ random: inout Seeded) -> String {
    var text = "title: Random\nsteps:\n"
    for name in Self.names {
      text += "  - open: {account: \(name), money: 1000}\n"
      text += "  - issue: {card: \(name), policy: {preset: ekrona-card, operations: 9}}\n"
      text += "  - load: {purse: \(name), amount: 300}\n"
    }
    var kept = 0
    for _ in 0..<70 { text += "  - \(step(&random, &kept))\n" }
    for _ in 0..<4 { for name in Self.names { text += "  - sync: {purse: \(name)}\n" } }
    return text
  }

  private func step(_ random: inout Seeded, _ kept: inout Int) -> String {
    let people = Self.names.shuffled(using: &random)
    let amount = Int.random(in: 1...120, using: &random)
    let pay = "from: \(people[0]), to: \(people[1]), amount: \(amount)"
    let torn = TornPoint.inPayment.randomElement(using: &random) ?? .afterDebit
    let tornSync = TornPoint.inSync.randomElement(using: &random) ?? .grantLost
    switch Int.random(in: 0..<14, using: &random) {
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
    case 12: return "unload: {purse: \(people[0]), amount: \(amount)}"
    default: return "sync: {purse: \(people[0])}"
    }
  }
}
