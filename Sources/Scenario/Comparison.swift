/// The same scenario under several answers, side by side at the moments it marks with `compare`.
public struct Comparison {
  let scenario: Scenario
  let style: TextStyle
  let runs: [(answer: LiquidityAnswer, results: [StepResult])]

  public init(
    _ scenario: Scenario, runs: [(answer: LiquidityAnswer, results: [StepResult])],
    style: TextStyle
  ) {
    self.scenario = scenario
    self.runs = runs
    self.style = style
  }

  public var lines: [String] {
    var moments: [String] = []
    for result in runs.flatMap(\.results) where result.verb == "compare" {
      if !moments.contains(result.title) { moments.append(result.title) }
    }
    var lines = [style.bold("Side by side"), ""]
    for answer in runs.map(\.answer) {
      let blanks = String(repeating: " ", count: max(0, 15 - answer.rawValue.count))
      lines.append("  " + answer.rawValue + blanks + style.dim(answer.words))
    }
    lines.append("")
    for moment in moments {
      lines += table(moment) { $0.last { $0.verb == "compare" && $0.title == moment } }
    }
    if moments.isEmpty { lines += table("At the end") { $0.last } }
    return lines
  }

  private func table(_ moment: String, _ pick: ([StepResult]) -> StepResult?) -> [String] {
    var table = TextTable(alignment: [.left, .left])
    table.add(["", ""] + runs.map(\.answer.rawValue))
    let states = runs.map { pick($0.results) }
    for name in states.compactMap({ $0?.purses.map(\.name) }).first ?? [] {
      var isFirst = true
      for figure in PurseFigure.allCases {
        let values = states.map { state in
          state?.purses.first { $0.name == name }.map { Int64($0.value(figure)) }
        }
        if add(isFirst ? name : "", figure.words, values, to: &table) { isFirst = false }
      }
    }
    var isFirst = true
    for (words, figure) in Self.ledgerRows {
      let values = states.map { $0?.ledger.value(figure) }
      if add(isFirst ? "ledger" : "", words, values, to: &table) { isFirst = false }
    }
    let refusals = runs.map { run in
      run.results.prefix { result in
        result.verb != "compare" || result.title != moment
      }.filter { $0.refused != nil }.count
    }
    if refusals.contains(where: { $0 > 0 }) {
      table.add(["refused", "steps so far"] + refusals.map(String.init))
    }
    return ["  " + style.bold(moment)] + table.lines.map { "  " + $0 } + [""]
  }

  /// A row, unless it is nothing everywhere.
  private func add(
    _ name: String, _ words: String, _ values: [Int64?], to table: inout TextTable
  ) -> Bool {
    guard values.contains(where: { $0 ?? 0 != 0 }) else { return false }
    table.add([name, words] + values.map { $0.map { scenario.currency.text(signed: $0) } ?? "" })
    return true
  }

  private static let ledgerRows: [(String, LedgerFigure)] = [
    ("waiting", .waiting), ("unexplained, lent by the pool", .unexplained),
    ("lost to counterfeit", .loss),
  ]
}

extension PurseFigure {
  fileprivate var words: String { self == .inDoubt ? "in doubt" : rawValue }
}
