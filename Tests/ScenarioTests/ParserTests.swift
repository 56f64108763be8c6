import Foundation
import Scenario
import Testing

/// A text that is refused: where, and what the sentence must say.
struct Refused: Sendable, CustomTestStringConvertible {
  let name: String
  let text: String
  let place: String
  let says: [String]
  var testDescription: String { name }

  /// One step after `storyHead`, refused at a place.
  static func step(_ name: String, _ step: String, _ place: String, _ says: String...) -> Refused {
    Refused(name: name, text: storyHead + "  - " + step + "\n", place: place, says: says)
  }

  static func file(_ name: String, _ text: String, _ place: String, _ says: String...) -> Refused {
    Refused(name: name, text: text, place: place, says: says)
  }
}

@Suite("A scenario's file") struct ParserTests {
  static let refused: [Refused] = [
    .step("unknown step", "paay: {from: Alice}", "9:5", "no key `paay`", "did you mean `pay`?"),
    .step("two steps in one", "{say: a, compare: b}", "9:14", "`say` and `compare`"),
    .step("no step", "refused: pinWrong", "9:5", "needs one of the verbs"),
    .step("not a step", "pay", "9:5", "needs `key: value` lines"),
    .step(
      "unknown key", "pay: {from: Alice, to: Bob, amuont: 8}", "9:33", "did you mean `amount`?"),
    .step("missing field", "pay: {from: Alice, to: Bob}", "9:10", "`pay` needs `amount`"),
    .step(
      "bad amount", "pay: {from: Alice, to: Bob, amount: 8.001}", "9:41",
      "more than the 2 decimals of SEK"),
    .step("negative amount", "load: {purse: Alice, amount: -5}", "9:34", "is negative"),
    .step("amount zero", "load: {purse: Alice, amount: 0}", "9:34", "must be above zero"),
    .step("huge amount", "load: {purse: Alice, amount: 1e99}", "9:34", "is not an amount"),
    .step("largest amount", "load: {purse: Bob, amount: 99999999999999}", "9:32", "above the"),
    .step("unknown name", "load: {purse: Alise, amount: 5}", "9:19", "did you mean `Alice`?"),
    .step("unknown account", "transfer: {from: Zoe, to: Bob, amount: 5}", "9:22", "there are"),
    .step("unknown message", "accept: {message: it}", "9:23", "no kept payment", "none yet"),
    .step("wrong type", "pay: {from: [Alice], to: Bob, amount: 8}", "9:17", "not a list"),
    .step("mapping for text", "say: {a: b}", "9:10", "needs a word or a text"),
    .step(
      "bad torn point", "pay: {from: Alice, to: Bob, amount: 8, torn: after-debt}", "9:50",
      "did you mean `after-debit`?"),
    .step(
      "sync's point in a payment", "sync: {purse: Bob, torn: after-debit}", "9:30", "grant-lost"),
    .step(
      "direct has no request",
      "pay: {flow: direct, from: Alice, to: Bob, amount: 8, torn: after-request}", "9:64",
      "has no request"),
    .step(
      "keep and torn", "pay: {from: Alice, to: Bob, amount: 8, torn: after-debit, keep: x}",
      "9:69", "do not go together"),
    .step("unknown refusal", "{say: a, refused: pinWrog}", "9:23", "did you mean `pinWrong`?"),
    .step("unknown answer", "{say: a, under: pol}", "9:21", "did you mean `pool`?"),
    .step(
      "unknown policy", "issue: {card: Zoe, account: Bob, policy: ekrona}", "9:46", "there are"),
    .step(
      "unknown policy key",
      "issue: {card: Zoe, account: Bob, policy: {preset: staged, operation: 3}}", "9:63",
      "did you mean `operations`?"),
    .step(
      "bad count", "issue: {card: Zoe, account: Bob, policy: {preset: staged, operations: -1}}",
      "9:75", "whole number"),
    .step("taken name", "issue: {card: Bob}", "9:19", "is there already"),
    .step("impossible name", "issue: {card: ../x, account: Bob}", "9:19", "is not a name"),
    .step("no account", "issue: {card: Zoe}", "9:19", "has no account yet"),
    .step("no device", "issue: {policy: staged}", "9:12", "`card`, `terminal` and `phone`"),
    .step("empty expect", "expect: {}", "9:13", "needs some of"),
    .step("unknown figure", "expect: {purses: {Bob: {spendible: 5}}}", "9:29", "`spendable`"),
    .step("proof of nobody", "expect: {proofs: [Zoe]}", "9:23", "there are: Alice, Bob"),
    .step("days", "wait: {days: many}", "9:18", "whole number from 0 to 36500"),
    .step("twice the same key", "say: a\n    say: b", "9:5", "twice: say"),
    .file("empty file", "", "1:1", "the file is empty"),
    .file("only a comment", "# nothing\n", "1:1", "the file is empty"),
    .file("not YAML", "title: [\n", "2:1", "this is not YAML"),
    .file("a tab", "title: a\nsteps:\n\t- say: b\n", "3:1", "this is not YAML"),
    .file("a list", "- say: a\n", "1:1", "a scenario needs `key: value` lines"),
    .file("no title", "steps:\n  - say: a\n", "1:1", "needs `title`"),
    .file("no steps", "title: a\n", "1:1", "needs `steps`"),
    .file("empty steps", "title: a\nsteps: []\n", "2:8", "needs a list"),
    .file("steps no list", "title: a\nsteps: b\n", "2:8", "needs a list"),
    .file("unknown currency", "title: a\ncurrency: SKE\nsteps: [{say: a}]\n", "2:11", "`SEK`"),
    .file("two documents", "title: a\n---\ntitle: b\n", "3:1", "second document"),
    .file("many aliases", "a: [" + String(repeating: "*a, ", count: 20) + "]\n", "1:1", "\\*"),
    .file("a huge text", String(repeating: "# long\n", count: 50_000), "1:1", "262144 bytes"),
    .file("no liquidity", "title: a\nliquidity: []\nsteps: [{say: a}]\n", "2:12", "one answer"),
  ]

  @Test("is refused with its place and what was meant", arguments: refused)
  func refuses(_ refused: Refused) throws {
    let problem = try #require(throws: ScenarioProblem.self) {
      _ = try Scenario(text: refused.text, file: "s.yaml")
    }
    let found = problem.description
    #expect(found.hasPrefix("s.yaml:\(refused.place): "), "\(found)")
    for words in refused.says {
      #expect(found.contains(words.replacing("\\", with: "")), "\(found)")
    }
    #expect(!found.contains("\n") && found.count < 900)
  }

  @Test("that cannot be read is refused with its name") func unreadable() throws {
    try inTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/sub", withIntermediateDirectories: true)
      try Data([0x74, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: folder + "/latin.yaml"))
      try Data(repeating: 0x23, count: 300_000).write(to: URL(fileURLWithPath: folder + "/huge"))
      for (name, words) in [
        ("/missing.yaml", "there is no such file"), ("/sub", "this is a folder"),
        ("/latin.yaml", "not a UTF-8 text"), ("/huge", "more than 262144 bytes"),
      ] {
        let problem = try #require(throws: ScenarioProblem.self) {
          _ = try Scenario(path: folder + name)
        }
        #expect(problem.description.hasPrefix(folder + name + ":1:1: "))
        #expect(problem.description.contains(words))
      }
    }
  }

  @Test("may be written in any currency that is known") func currency() throws {
    let text = "title: a\ncurrency: KWD\nsteps:\n  - open: {account: A, money: 1.125}\n"
    let scenario = try Scenario(text: text, file: "s.yaml")
    #expect(try play(scenario).story.contains("1.125"))
  }
}
