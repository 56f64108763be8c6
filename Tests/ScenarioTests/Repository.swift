import Foundation
import Scenario

/// This checkout, and folders that vanish.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The shipped scenarios, from the root.
  static let scenarios: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: root.path + "/scenarios")
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted().map { "scenarios/" + $0 }
  }()

  /// Those that are played in this process: a token is a process's own, and other tests have theirs in this one. The
  /// command plays the one that is left out (`CommandTests.TerminalCommandTests/scenario`).
  static let playable = scenarios.filter { $0 != "scenarios/terminal-without-tee.yaml" }

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// A shipped scenario, under the name that a user at the root gives it.
  static func scenario(_ path: String) throws -> Scenario {
    try Scenario(text: try text(path), file: path)
  }
}

/// Plays a scenario in a folder that is gone afterwards; returns the story and the results.
func play(_ scenario: Scenario) throws -> (story: String, results: [StepResult]) {
  try inTemporaryFolder { folder in
    var story: [String] = []
    let results = try Play(scenario, folder: folder, style: TextStyle(isColoured: false)).run {
      story += $0
    }
    return (story.joined(separator: "\n") + "\n", results)
  }
}

func inTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.path + "/scenario-\(UUID().uuidString)"
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// A scenario of some steps for Alice and Bob, who have cards; Alice has loaded 100. The first of
/// `steps` stands in line 9.
func story(_ steps: String) throws -> Scenario {
  try Scenario(text: storyHead + steps, file: "story.yaml")
}

let storyHead = """
  title: A test
  steps:
    - open: {account: Alice, money: 500}
    - open: {account: Bob}
    - issue: {card: Alice}
    - issue: {card: Bob}
    - load: {purse: Alice, amount: 100}
    - say: Begin.

  """
