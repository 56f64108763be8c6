import Foundation
import Scenario
import Testing

@Suite("The shipped scenarios") struct ShippedTests {
  @Test("come out as they expect", arguments: Repository.playable)
  func pass(path: String) throws {
    let scenario = try Repository.scenario(path)
    #expect(!scenario.about.isEmpty, "a comment at the top tells what the scenario shows")
    let last = scenario.steps.last { $0.under == nil } ?? scenario.steps.last
    #expect(last?.verb == "expect" || scenario.steps.last?.verb == "expect")
    let (story, results) = try play(scenario)
    #expect(!results.isEmpty)
    for line in story.split(separator: "\n") where line.count > 110 {
      Issue.record("this line is too long to read: \(line)")
    }
  }

  @Test("are the ones the project promises") func complete() {
    let names = Repository.scenarios.map { $0.dropFirst(10).dropLast(5) }
    for name in [
      "first-look", "phase4-person-to-person", "phase4-terminal", "limits-card", "limits-terminal",
      "liquidity",
      "direct-one-tap", "torn-recovered-offline", "torn-recovered-by-sync", "refusal", "staged",
      "fully-offline-many-hops", "cloned-card", "rotation", "overspending-broken-card",
      "lost-card", "found-again", "replaced", "suspect", "holding-cap", "block-list-in-the-field",
      "emergency", "top-up",
      "key-rollover", "terminal-without-tee", "restored", "version-floor",
    ] {
      #expect(names.contains(name[...]))
    }
  }

  /// After a wanted change: RENEW_GOLDEN=1 swift test --filter ShippedTests; then look at the diff.
  @Test(
    "of the demo are told in the same words each time",
    arguments: ["first-look", "phase4-person-to-person", "liquidity"])
  func golden(name: String) throws {
    let (story, _) = try play(try Repository.scenario("scenarios/\(name).yaml"))
    let path = "Tests/ScenarioTests/Golden/\(name).txt"
    if ProcessInfo.processInfo.environment["RENEW_GOLDEN"] == "1" {
      try Data(story.utf8).write(to: Repository.root.appending(path: path))
    }
    #expect(try Repository.text(path) == story)
  }
}
