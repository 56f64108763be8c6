import ArgumentParser
import Bench
import Console

struct BenchSpreadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spread",
    abstract: "How long a new block list takes to reach a population.",
    discussion: """
      People pay at terminals and each other, and sync now and then; who meets somebody with the newer list has it \
      afterwards. Numbers only: what purses do when they meet is tested with real ones.
      """)

  @Option(help: "People, each with one card.") var people = 100_000
  @Option(help: "Days from one sync of a person to the next, on average.") var syncDays = 14
  @Option(help: "Where the random numbers begin.") var seed: UInt64 = 1
  @Flag(help: "Cut off: one person in a hundred still syncs, terminals do not.") var cutOff = false
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1_000...10_000_000).contains(people) else {
      throw ValidationError("--people must be 1000 to 10000000")
    }
    guard (1...365).contains(syncDays) else {
      throw ValidationError("--sync-days must be 1 to 365")
    }
  }

  func run() throws {
    var population = Spread.Population()
    population.people = people
    population.terminals = people / 50
    population.syncDays = syncDays
    population.cutOff = cutOff
    let rows = Spread.Ways.allCases.map { ways in
      Row(Spread.run(population, ways, seed: seed))
    }
    try Output.show(Spreading(people: people, terminals: people / 50, ways: rows), json: json)
  }

  private struct Row: Encodable {
    var ways: String
    var hoursTo50: Int?
    var hoursTo90: Int?
    var hoursTo99: Int?

    init(_ result: Spread.Result) {
      ways = result.ways.rawValue
      hoursTo50 = result.half
      hoursTo90 = result.ninety
      hoursTo99 = result.ninetyNine
    }
  }

  private struct Spreading: Report {
    var people: Int
    var terminals: Int
    var ways: [Row]

    var text: String {
      var lines = ["hours until 50, 90 and 99 % of \(people) people have a new list"]
      for row in ways {
        let hours = [row.hoursTo50, row.hoursTo90, row.hoursTo99]
          .map { $0.map(String.init) ?? "over 2160" }
        lines.append("\(row.ways): \(hours.joined(separator: ", "))")
      }
      return lines.joined(separator: "\n")
    }
  }
}
