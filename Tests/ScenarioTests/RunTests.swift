import Foundation
import Scenario
import Testing

@Suite("Playing a scenario") struct RunTests {
  private func failure(_ steps: String) throws -> [String] {
    let scenario = try story(steps)
    let failure = try #require(throws: ScenarioFailure.self) { _ = try play(scenario) }
    return failure.problems.map(\.description)
  }

  @Test("fails where an expectation does not hold, and says what was found") func expectation()
    throws
  {
    let problems = try failure(
      """
        - expect:
            purses:
              Alice: {spendable: 90, shadow: 100, state: suspended}
            accounts: {Alice: 1}
            ledger: {settled: 3}
            proofs: [Bob]

      """)
    #expect(
      problems == [
        "story.yaml:11:17: expected Alice's spendable to be 90.00, found 100.00",
        "story.yaml:11:45: expected Alice's state to be suspended, found active",
        "story.yaml:12:18: expected Alice's account to be 1.00, found 400.00",
        "story.yaml:13:16: expected the ledger's settled to be 3.00, found 0.00",
        "story.yaml:14:15: expected the purses that proofs name to be Bob, found none",
      ])
  }

  @Test("fails where a step is refused and should not be") func refusal() throws {
    let problems = try failure("  - pay: {from: Alice, to: Bob, amount: 101}\n")
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("story.yaml:9:5: the step was refused") ?? false)
    #expect(problems.first?.contains("refused: insufficientFunds") ?? false)
  }

  @Test("fails where a step is not refused and should be") func noRefusal() throws {
    let problems = try failure(
      "  - pay: {from: Alice, to: Bob, amount: 1}\n    refused: insufficientFunds\n")
    #expect(
      problems == [
        "story.yaml:9:5: expected a refusal, insufficientFunds, and the step was done"
      ])
  }

  @Test("fails where a step is refused for another reason") func otherRefusal() throws {
    let problems = try failure(
      "  - pay: {from: Alice, to: Bob, amount: 999}\n    refused: pinWrong\n")
    #expect(problems.first?.contains("expected the refusal pinWrong, found insufficient") ?? false)
  }

  @Test("fails where nothing waits to be taken or resumed") func nothingWaits() throws {
    #expect(try failure("  - take: {purse: Alice}\n").first?.contains("no decision waits") ?? false)
    #expect(try failure("  - resume: {purse: Alice}\n").first?.contains("was torn") ?? false)
  }

  @Test("leaves steps of other answers out") func under() throws {
    let scenario = try story("  - pay: {from: Bob, to: Alice, amount: 9}\n    under: hold\n")
    #expect(try play(scenario).results.count == 6)
  }

  @Test("brings payments and decisions to the ledger for others") func carries() throws {
    let scenario = try story(
      """
        - issue: {card: Carla, account: Bob}
        - pay: {flow: direct, from: Alice, to: Bob, amount: 30, keep: gift}
        - sync: {purse: Carla, carries: gift}
        - expect: {ledger: {settled: 30}}
        - sync: {purse: Bob}
        - expect: {purses: {Bob: {spendable: 30, shadow: 30}}}

      """)
    _ = try play(scenario)
  }

  @Test("gives results that other programs can read") func json() throws {
    let (_, results) = try play(try story("  - pay: {from: Alice, to: Bob, amount: 30}\n"))
    let data = try JSONEncoder().encode(results)
    let again = try JSONDecoder().decode([StepResult].self, from: data)
    let pay = try #require(again.last)
    #expect(pay.verb == "pay" && pay.taps == 3 && pay.pins == 2 && pay.line == 9)
    #expect(pay.messages.map(\.kind) == ["request", "payment", "acceptance"])
    #expect(pay.purses.map(\.spendable) == [7_000, 3_000])
  }

  @Test("is told in colour only on a terminal") func colour() throws {
    let scenario = try story("  - pay: {from: Alice, to: Bob, amount: 30}\n")
    var narrator = Narrator(scenario, style: TextStyle(isColoured: true))
    #expect(narrator.opening.joined().contains("\u{1B}["))
    #expect(narrator.begin(.pool).joined().contains("\u{1B}["))
    #expect(try !play(scenario).story.contains("\u{1B}["))
  }
}
