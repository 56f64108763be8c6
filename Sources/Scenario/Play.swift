import Foundation

/// Plays a scenario under each of its answers and tells it.
public struct Play {
  let scenario: Scenario
  let style: TextStyle
  /// Where homes are made; each run gets a folder of its own in it.
  let folder: String

  public init(_ scenario: Scenario, folder: String, style: TextStyle) {
    self.scenario = scenario
    self.folder = folder
    self.style = style
  }

  /// All results, in the order in which they were played.
  /// - Parameter write: takes lines of the story as they come.
  @discardableResult
  public func run(_ write: ([String]) -> Void) throws -> [StepResult] {
    var narrator = Narrator(scenario, style: style)
    write(narrator.opening)
    var runs: [(answer: LiquidityAnswer, results: [StepResult])] = []
    var told: Set<String> = []
    for answer in scenario.answers {
      let runner = try ScenarioRunner(scenario, answer: answer, folder: home(of: answer))
      var results: [StepResult] = []
      write(narrator.begin(answer))
      var isSkipping = false
      try runner.play { result in
        results.append(result)
        let lines = narrator.tell(result)
        // Under a further answer, only what comes out differently is told.
        guard told.insert(lines.joined(separator: "\n")).inserted || lines.isEmpty else {
          if !isSkipping, result.isAction {
            write(["     " + style.dim("... as before"), ""])
            isSkipping = true
          }
          return
        }
        if !lines.isEmpty { isSkipping = false }
        write(lines)
      }
      runs.append((answer, results))
    }
    if runs.count > 1 { write(Comparison(scenario, runs: runs, style: style).lines) }
    return runs.flatMap(\.results)
  }

  private func home(of answer: LiquidityAnswer) -> String {
    scenario.answers.count == 1 ? folder : folder + "/" + answer.rawValue
  }
}
