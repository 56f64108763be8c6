import Settlement
import Testing

@testable import World

/// Countries drawn from seeds. A failing seed is printed; `RandomWorld.run(seed:)` replays it.
struct SeedTests {
  @Test("I1 to I8: hold after every step of two hundred random worlds", arguments: 0..<8)
  func seeds(_ part: UInt64) throws {
    let report = try WorldRunner.runSeeds(from: part * 25, count: 25)
    #expect(report.seeds == 25)
    #expect(report.steps > 1_000)
    #expect(report.powerCuts > 50)
    #expect(report.messagesLost > 20)
  }

  @Test("I7: random worlds with broken purses convict some, and never an honest one")
  func proofs() throws {
    let report = try WorldRunner.runSeeds(from: 500, count: 40)
    #expect(report.proofs > 0)
  }

  @Test(
    "I1 to I8, CLM-54: purses set back to older copies are blamed for nothing, and lose nothing")
  func restored() throws {
    let report = try WorldRunner.runSeeds(from: 900, count: 60)
    #expect(report.restorings > 10)
    #expect(report.claims > 10)
  }

  @Test(
    "I1 to I8, PRV-53, PRV-54, PRV-57: purses that report sums lose nothing, and transit is what nobody took",
    arguments: 0..<4)
  func totals(_ part: UInt64) throws {
    var sums = 0
    for seed in 0..<UInt64(12) {
      sums += try RandomWorld.run(seed: (part * 12 + seed) * 5 + 3).sums
    }
    #expect(sums > 50)
  }

  @Test("I6: one seed is one world, step for step")
  func replay() throws {
    #expect(try RandomWorld.run(seed: 7) == (try RandomWorld.run(seed: 7)))
  }

  @Test(
    "I1 to I8: a world with a fault in it is refuted within a thousand seeds",
    arguments: Canary.allCases.filter { !$0.needsHunt }
  )
  func canaries(_ canary: Canary) throws {
    let found = (0..<UInt64(1_000)).contains { seed in
      do {
        _ = try RandomWorld.run(seed: seed, canary: canary)
        return false
      } catch { return true }
    }
    #expect(found, "the world did not notice \(canary)")
  }

  @Test(
    "I7: replays, forgeries and restored ledgers never have an honest purse accused (LED-28, SYN-7, LED-61, LED-63)",
    arguments: 0..<4)
  func hunt(_ part: UInt64) throws {
    let report = try WorldRunner.runHunts(from: part * 50, count: 50)
    #expect(report.seeds == 50)
    #expect(report.proofs > 0, "nobody was caught: the hunters do nothing")
  }

  @Test(
    "I7: the hunt finds an honest purse accused where the ledger has a fault",
    arguments: Canary.allCases.filter(\.needsHunt)
  )
  func huntedCanaries(_ canary: Canary) throws {
    let found = (0..<UInt64(1_000)).contains { seed in
      do {
        _ = try RandomWorld.runHunt(seed: seed, canary: canary)
        return false
      } catch let failure as WorldFailure {
        return failure.violation.invariant == .blame
      } catch { return false }
    }
    #expect(found, "the hunt did not notice \(canary)")
  }
}
