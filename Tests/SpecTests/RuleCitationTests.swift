import Foundation
import Testing

/// Every rule of the specification is tested: its number stands in a test or in a vector.
@Suite struct RuleCitationTests {
  @Test("Every rule is cited by a test or a vector")
  func cited() throws {
    let rules = try Repository.rules()
    #expect(rules.count > 20, "the specification has rules")
    let citations = try Repository.citations()
    for rule in rules.keys.sorted() where !citations.contains(rule) {
      Issue.record("\(rule) of \(rules[rule]?.joined(separator: ", ") ?? "") is cited by no test")
    }
  }

  @Test("No rule is stated twice")
  func stated() throws {
    for (rule, pages) in try Repository.rules() where pages.count > 1 {
      Issue.record("\(rule) is stated in \(pages.joined(separator: " and "))")
    }
  }

  @Test("Every rule that a vector names is stated")
  func vectorsNameRules() throws {
    let rules = try Repository.rules()
    for rule in try Repository.citations(under: "vectors") where rules[rule] == nil {
      Issue.record("a vector names \(rule), which no page states")
    }
  }

  @Test("A citation is a letter code, a hyphen and a number, alone")
  func form() {
    #expect(Repository.ruleNumbers(in: "MSG-1: x, (JRN-12).") == ["MSG-1", "JRN-12"])
    #expect(Repository.ruleNumbers(in: "SHA-256x aMSG-1") == [])
  }
}
