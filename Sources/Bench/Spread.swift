/// How a new block list spreads in a population: numbers only, by the rules of FLD-6 and FLD-11 (who meets somebody with a
/// newer one has it afterwards), with a seed. Days are days of simulated time.
public struct Spread: Sendable {
  /// Who lives there and how often they meet.
  public struct Population: Sendable {
    public var people = 100_000
    public var terminals = 2_000
    /// Payments of one person at terminals, and to other people, in 100 days.
    public var shopPer100Days = 150
    public var personPer100Days = 30
    /// Days from one sync of a person to the next, and of a terminal.
    public var syncDays = 14
    public var terminalSyncDays = 1
    /// Terminals that never sync while the rest does: an island.
    public var cutOff = false
    public init() {}
  }

  public enum Ways: String, CaseIterable, Sendable {
    case syncs = "syncs only"
    case terminals = "syncs and terminals"
    case all = "syncs, terminals and people"
  }

  /// Hours until so many percent of people have the list; nil where it was not within 90 days.
  public struct Result: Sendable {
    public var ways: Ways
    public var half: Int?
    public var ninety: Int?
    public var ninetyNine: Int?
  }

  private static let stepsPerDay = 24

  public static func run(_ population: Population, _ ways: Ways, seed: UInt64) -> Result {
    var random = Generator(seed: seed)
    var person = [Bool](repeating: false, count: population.people)
    var terminal = [Bool](repeating: false, count: population.terminals)
    var result = Result(ways: ways)
    var holders = 0
    func give(_ index: Int, _ has: Bool, _ list: inout [Bool], _ count: inout Int) {
      if has, !list[index] {
        list[index] = true
        count += 1
      }
    }
    var none = 0
    for hour in 1...90 * stepsPerDay {
      for i in 0..<population.terminals where !terminal[i] {
        let syncs = random.below(population.terminalSyncDays * stepsPerDay) == 0
        if syncs, !population.cutOff { give(i, true, &terminal, &none) }
      }
      for i in 0..<population.people {
        if random.below(population.syncDays * stepsPerDay) == 0, !population.cutOff || i % 100 == 0
        {
          give(i, true, &person, &holders)
        }
        if random.below(100 * stepsPerDay) < population.shopPer100Days, ways != .syncs {
          // People go to a few shops again and again: one of twenty near them, or any.
          let near = (i / 50) % max(1, population.terminals)
          let shop =
            random.below(10) < 8
            ? (near + random.below(20)) % population.terminals : random.below(population.terminals)
          give(i, terminal[shop], &person, &holders)
          give(shop, person[i], &terminal, &none)
        }
        if random.below(100 * stepsPerDay) < population.personPer100Days, ways == .all {
          let other =
            random.below(10) < 8
            ? (i + 1 + random.below(150)) % population.people : random.below(population.people)
          give(i, person[other], &person, &holders)
          give(other, person[i], &person, &holders)
        }
      }
      if result.half == nil, holders * 2 >= population.people { result.half = hour }
      if result.ninety == nil, holders * 10 >= population.people * 9 { result.ninety = hour }
      if holders * 100 >= population.people * 99 {
        result.ninetyNine = hour
        return result
      }
    }
    return result
  }

  /// SplitMix64: the same numbers on any machine.
  private struct Generator {
    var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func below(_ bound: Int) -> Int {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return Int(((z >> 32) * UInt64(bound)) >> 32)
    }
  }
}
