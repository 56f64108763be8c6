import Testing

@testable import World

/// Rules and block lists in random worlds: old, forged, torn, late and handed on.
struct NewsTests {
  @Test(
    "I9: lists and policies only go forward, bind, and reach all who sync (FLD-2, FLD-4, FLD-6, FLD-11, FLD-20)",
    arguments: 0..<4)
  func news(_ part: UInt64) throws {
    let report = try WorldRunner.runSeeds(from: 1_200 + part * 20, count: 20)
    #expect(report.published > 5)
    #expect(report.news > 10)
    #expect(report.claims > 0)
  }

  @Test(
    "I9: what is wrong with lists and policies is called by its name",
    arguments: [
      (Canary.forgetsNews, Invariant.news), (.believesNews, .news), (.emptiesLists, .news),
      (.withholdsNews, .news), (.listsHonest, .blame),
    ])
  func canaries(_ canary: Canary, _ invariant: Invariant) throws {
    let found = (0..<UInt64(400)).lazy.compactMap { seed -> Invariant? in
      do {
        _ = try RandomWorld.run(seed: seed, canary: canary)
        return nil
      } catch { return (error as? WorldFailure)?.violation.invariant }
    }.first
    #expect(found == invariant, "the world did not notice \(canary)")
  }
}
