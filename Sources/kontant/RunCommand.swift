import ArgumentParser
import Foundation
import Scenario

/// `kontant run`: plays scenarios.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Play scenarios: real purses, real signatures, a real ledger.",
    discussion: """
      A scenario is a page of YAML; docs/scenarios.md explains every word of it. Ends with 1 when
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
    } catch let error as CustomStringConvertible {
      FileHandle.standardError.write(Data("\(error.description)\n".utf8))
      throw ExitCode(1)
    }
    guard json else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(results), as: UTF8.self))
  }

  private func play(_ scenario: Scenario) throws -> [StepResult] {
    let temporary = FileManager.default.temporaryDirectory.path + "/kontant-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    let play = Play(
      scenario, folder: keep.map { folder(of: scenario, in: $0) } ?? temporary,
      style: TextStyle(isColoured: isColoured))
    return try play.run { lines in
      guard !json else { return }
      for line in lines { print(line) }
      fflush(nil)
    }
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
