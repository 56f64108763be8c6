import Foundation
import Scenario
import Testing

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
