import ArgumentParser
import Console
import Foundation
import Scenario

/// `kontant run`: plays scenarios.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Play scenarios: real purses, real signatures, a real ledger.",
    discussion: """
      A scenario is a page of YAML; docs/scenarios.md explains every word of it. Ends with 1 when \
      something comes out otherwise than the scenario expects, and says in which line.
      """)

  @Argument(help: "Scenario files.", completion: .file(extensions: ["yaml"]))
  var scenarios: [String]

  @Flag(help: "Print the results of all steps as a JSON array.")
  var json = false

  @Flag(help: "No colours, also on a terminal.")
  var plain = false

  @Option(
    help: ArgumentHelp(
      "Keep the home in this new folder, to go on by hand.", valueName: "dir"))
  var keep: String?

  func run() throws {
    var results: [StepResult] = []
    do {
      // All files are read before the first is played: a misspelt word is told at once.
      let all = try scenarios.map { path throws(ScenarioProblem) in try Scenario(path: path) }
      for (index, scenario) in all.enumerated() {
        if index > 0, !json { print("") }
        results += try play(scenario)
      }
    } catch let problem as ScenarioProblem {
      try fail(problem.description)
    } catch let failure as ScenarioFailure {
      try fail(failure.description)
    }
    guard json else { return }
    print(try Output.encode(results))
  }

  /// Each line begins with file, line and column, as editors want it.
  private func fail(_ message: String) throws {
    let explanation = Explanation(
      code: "scenario", message: message, exitCode: Console.ExitCode.refused)
    let line = json ? Output.errorJSON(explanation) : message
    FileHandle.standardError.write(Data((line + "\n").utf8))
    throw ArgumentParser.ExitCode(explanation.exitCode)
  }

  private func play(_ scenario: Scenario) throws -> [StepResult] {
    let temporary = FileManager.default.temporaryDirectory.path + "/kontant-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    let play = Play(
      scenario, folder: keep.map { folder(of: scenario, in: $0) } ?? temporary,
      style: TextStyle(isColoured: isColoured))
    let results = try play.run { lines in
      guard !json else { return }
      for line in lines { print(line) }
      fflush(nil)
    }
    if let keep, !json { print("Kept in \(keep); the PIN of every purse is 1234.") }
    return results
  }

  /// With several scenarios, each keeps its home in a folder of its own.
  private func folder(of scenario: Scenario, in keep: String) -> String {
    guard scenarios.count > 1 else { return keep }
    let name = URL(fileURLWithPath: scenario.file).deletingPathExtension().lastPathComponent
    return keep + "/" + name
  }

  /// https://no-color.org
  private var isColoured: Bool {
    let environment = ProcessInfo.processInfo.environment
    return !plain && isatty(STDOUT_FILENO) == 1 && environment["NO_COLOR", default: ""].isEmpty
      && environment["TERM"] != "dumb"
  }
}
