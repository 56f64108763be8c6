import Foundation
import Testing

/// Pages that claim something of the tree, held against it.
@Suite struct TraceTests {
  @Test("docs/trace.md has every row of the sources, once and in their order")
  func rows() throws {
    let rows = try table("docs/trace.md").rows.map { $0.cells[0] }
    #expect(rows == TraceRows.handbook + TraceRows.designGuide + TraceRows.pilot)
  }

  @Test("docs/design/attacks.md has every attack, once and in their order")
  func attacks() throws {
    #expect(try table("docs/design/attacks.md").rows.map { $0.cells[0] } == TraceRows.attacks)
  }

  @Test("No cell of a trace is empty, and a row without a test says why", arguments: traces)
  func reasons(page: String) throws {
    for row in try table(page).rows {
      let shown = row.cells[row.cells.count - 1]
      let place = "\(page):\(row.line)"
      #expect(row.cells.allSatisfy { !$0.isEmpty }, "\(place): an empty cell")
      #expect(isShown(shown) || hasReason(shown), "\(place): neither a test nor why there is none")
      let rules = row.cells[row.cells.count - 2]
      #expect(rules != "-" || !isShown(shown) || hasReason(shown), "\(place): a test of no rule")
    }
  }

  @Test("Every rule, test, scenario and page that a page names is there", arguments: claims)
  func named(page: String) throws {
    let found = try findings(in: text(page), page: page)
    #expect(found == [], "\(found.joined(separator: "\n"))")
  }

  @Test("What is not there is found: a rule, a test, a scenario, a page, a range")
  func canary() throws {
    let page = "docs/trace.md"
    let bad = [
      "LED-999", "`AttackTests.DecisionAttackTests/never`", "`scenarios/never.yaml`",
      "[x](never.md)", "LED-40 to LED-999",
    ]
    for text in bad { #expect(try findings(in: text, page: page).count == 1, "\(text)") }
    let good = "LED-1 `SpecTests.TraceTests/canary` `scenarios/liquidity.yaml` [x](benchmarks.md)"
    #expect(try findings(in: good, page: page) == [])
    #expect(!hasReason("not built") && !hasReason("-") && hasReason("outside: the chip's"))
  }

  @Test("Tests are found by their targets and suites, and those that are switched off are not")
  func index() {
    let text = """
      @Suite("A (b)", .serialized) struct Outer {
        @Test("one", arguments: [1]) func one() {}
        @Test(
          "two")
        func two() throws {}
        @Test("off", .disabled("why")) func off() {}
        struct Helper {
          func three() {}
        }
        // @Test func four() {}
        @Testing.Suite struct Inner {
          @Test func five() {}
        }
        @Testing.Suite struct Named {
          @Test func six() {}
        }
      }
      """
    let names = NamedTests(of: [("x/Tests/SomeTests/Outer.swift", text)]).names
    let wanted: Set = [
      "SomeTests.Outer/one", "SomeTests.Outer/two", "SomeTests.Inner/five", "SomeTests.Named/six",
    ]
    #expect(names == wanted)
  }

  static let traces = ["docs/trace.md", "docs/design/attacks.md"]
  static let claims =
    traces + [
      "docs/design/threat-model.md", "docs/design/scaling.md", "SECURITY.md",
    ]

  private func isShown(_ cell: String) -> Bool {
    cell.contains(Self.testName) || cell.contains(Self.scenario)
  }

  /// "not built: claims", and not the words alone.
  private func hasReason(_ cell: String) -> Bool {
    cell.contains(/(?:not built|outside|decision)\b.{4}/)
      || cell.contains(/.{4}(?:is|are) not built/)
  }

  private func table(_ page: String) throws -> DocumentTable {
    DocumentTable(markdown: try text(page))
  }

  private func text(_ page: String) throws -> String {
    try String(contentsOf: Repository.root.appending(path: page), encoding: .utf8)
  }

  private func findings(in text: String, page: String) throws -> [String] {
    let rules = try Self.rules.get()
    let tests = try Repository.tests()
    let folder = Repository.root.appending(path: page).deletingLastPathComponent()
    var findings: [String] = []
    for rule in Set(Repository.ruleNumbers(in: text)) where rules[rule] == nil {
      if !Self.noRules.contains(rule) { findings.append("\(page): \(rule) is no rule") }
    }
    for match in text.matches(of: Self.testName) where !tests.names.contains(String(match.1)) {
      findings.append("\(page): \(match.1) is no test")
    }
    let paths =
      text.matches(of: Self.scenario).map { Repository.root.appending(path: String($0.1)) }
      + text.matches(of: /\]\(([^)#:]+)\)/).map { folder.appending(path: String($0.1)) }
    for path in paths where !FileManager.default.fileExists(atPath: path.standardized.path) {
      findings.append("\(page): \(path.standardized.path) is not there")
    }
    return findings
  }

  private static let rules = Result { try Repository.rules() }
  private static let noRules: Set = ["SHA-256", "DSA-65"]
  // Regular expressions aren't Sendable; these are made anew for each use.
  private static var testName: Regex<(Substring, Substring)> { /`(\w+\.\w+\/\w+)`/ }
  private static var scenario: Regex<(Substring, Substring)> { /`(scenarios\/[^`]+)`/ }
}
