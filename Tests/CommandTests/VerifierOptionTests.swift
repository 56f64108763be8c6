import Foundation
import Testing

/// `--verifier`: what verifies where a ledger takes many uploads, and what it says of it.
@Suite("The verifier option") struct VerifierOptionTests {
  private struct Answer: Decodable {
    var verifier: String
    var verifierReason: String?
    var verifierPerSecond: Double
    var isBalanced: Bool
  }

  private let command = ["bench", "settle", "--payments", "60"]

  @Test("ordinary is swift-crypto, at the start in words and in JSON") func ordinary() throws {
    let desk = try Desk()
    let text = try desk.run(command + ["--verifier", "ordinary"])
    #expect(text.status == 0, "\(text.error)")
    #expect(text.out.hasPrefix("verifier: swift-crypto\n"))
    let json = try desk.run(command + ["--verifier", "ordinary", "--json"])
    let answer = try JSONDecoder().decode(Answer.self, from: Data(json.out.utf8))
    #expect(answer.verifier == "swift-crypto" && answer.verifierReason == nil)
    #expect(answer.verifierPerSecond > 0 && answer.isBalanced)
  }

  @Test("auto says why it is not the library that the environment names") func automatic() throws {
    let desk = try Desk()
    let line = "KONTANT_MULTIBUFFER=nowhere.so kontant \(command.joined(separator: " ")) --json"
    let json = try desk.bash(line)
    let answer = try JSONDecoder().decode(Answer.self, from: Data(json.out.utf8))
    #expect(answer.verifier == "swift-crypto")
    #expect(answer.verifierReason?.contains("nowhere.so") == true)
  }

  @Test(
    "a library that is named and cannot be used is one sentence and exit code 66",
    arguments: [("nowhere.so", "No such file"), ("text", "file too short"), (".", "directory")])
  func refused(path: String, says: String) throws {
    let desk = try Desk()
    try Data("text".utf8).write(to: desk.path("text"))
    let answer = try desk.run(command + ["--verifier", path])
    #expect(answer.status == 66)
    #expect(answer.out.isEmpty && answer.errorLines.count == 1)
    #expect(answer.error.contains(says), "\(answer.error)")
  }

  @Test("an empty name is a mistake in the command") func empty() throws {
    let answer = try Desk().run(command + ["--verifier", ""])
    #expect(answer.status == 64 && answer.error.contains("--verifier needs"))
  }
}
