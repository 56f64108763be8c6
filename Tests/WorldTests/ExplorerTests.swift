import Settlement
import Testing

@testable import World

/// The exhaustive search, bounded to what a debug build does in seconds; `kontant world` searches
/// further.
struct ExplorerTests {
  @Test("I1 to I8: hold in every interleaving of a small story", arguments: Story.all.indices)
  func stories(_ index: Int) throws {
    let (name, story) = Story.all[index]
    let report = try WorldRunner.explore(story, name, maxStates: 120)
    #expect(report.states == 120)
    #expect(report.transitions >= report.states - 1)
  }

  @Test("I6: the search sees the same states every time")
  func reproducible() throws {
    let (name, story) = Story.all[0]
    let first = try WorldRunner.explore(story, name, maxStates: 200)
    #expect(first == (try WorldRunner.explore(story, name, maxStates: 200)))
  }

  @Test(
    "I8: nobody waits under the pool, evidence or both, in every order of a chain", arguments: 0..<4
  )
  func liquidity(_ answer: Int) throws {
    let answers: [Liquidity] = [.pool, .evidence, .evidenceAndPool, .hold]
    let report = try WorldRunner.explore(
      .chainByRequest, "chain", maxStates: 120, liquidity: answers[answer])
    #expect(report.states > 100)
  }

  @Test(
    "I1 to I8: the search finds a fault put into it",
    arguments: [
      Canary.forgetsAcceptance, .settlesTwice,
    ])
  func canaries(_ canary: Canary) throws {
    var story = Story.chainDirect
    story.cuts = 1
    #expect(throws: ExplorerFailure.self) {
      try WorldRunner.explore(story, "canary", maxStates: 3_000, canary: canary)
    }
  }
}
