import Foundation
import Scenario
import Testing

/// docs/scenarios.md explains every key the parser knows, under the heading of its step, and no other.
@Suite("docs/scenarios.md") struct DocumentTests {
  /// The first cells of the tables, by heading.
  private func documented() throws -> [String: Set<String>] {
    var keys: [String: Set<String>] = [:]
    var heading = ""
    for line in try Repository.text("docs/scenarios.md").split(separator: "\n") {
      if line.hasPrefix("##") {
        heading = String(line.drop { $0 == "#" || $0 == " " })
        keys[heading] = keys[heading] ?? []
      } else if line == "| point | what has happened |" {
        heading = "torn"
        keys[heading] = []
      } else if let match = line.firstMatch(of: /^\| `([^`]+)` \|/) {
        keys[heading, default: []].insert(String(match.1))
      }
    }
    return keys
  }

  @Test("explains every key of every step, and no other") func steps() throws {
    let documented = try documented()
    for (verb, keys) in Vocabulary.steps {
      #expect(documented[verb] == Set(keys), "\(verb)")
    }
    let headings = Set(documented.keys.filter { $0.first?.isLowercase ?? false })
    let parts: Set = ["policy", "purses", "ledger", "torn"]
    #expect(headings.subtracting(parts) == Set(Vocabulary.steps.map(\.verb)))
  }

  @Test("explains every key beside steps and in their parts, and no other") func parts() throws {
    let documented = try documented()
    #expect(documented["The file"] == Set(Vocabulary.file))
    #expect(documented["Beside any step"] == Set(Vocabulary.besides))
    #expect(documented["policy"] == Set(Vocabulary.policy))
    #expect(documented["purses"] == Set(Vocabulary.purse))
    #expect(documented["ledger"] == Set(Vocabulary.ledger))
    #expect(documented["torn"] == Set(TornPoint.allCases.map(\.rawValue)))
  }

  @Test("shows examples that are scenarios") func examples() throws {
    let blocks = try Repository.text("docs/scenarios.md").split(separator: "```yaml\n").dropFirst()
      .map { String($0.prefix(upTo: $0.firstRange(of: "```")?.lowerBound ?? $0.endIndex)) }
    let whole = try #require(blocks.first { $0.contains("title:") })
    _ = try play(try Scenario(text: whole, file: "example.yaml"))
    // The short ones in the text: `- verb: {...}`, all of one story.
    for verb in Vocabulary.steps.map(\.verb) {
      #expect(try Repository.text("docs/scenarios.md").contains("- \(verb):"), "\(verb)")
    }
  }
}
