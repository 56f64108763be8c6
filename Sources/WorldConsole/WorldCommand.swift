import ArgumentParser
import World

/// `kontant world`: the real purse and the real ledger in a world where everything goes wrong,
/// checked against the invariants after every step.
public struct WorldCommand: ParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "world",
    abstract:
      "Play seeded worlds and search every interleaving; stop at the first broken invariant.",
    discussion: """
      Each seed is a country of honest and broken purses: messages are lost, repeated and delayed, \
      power goes at any write, syncs come in any order. The same seed gives the same world on any \
      machine. The search plays every order of some small stories.
      """)

  @Option(help: "How many seeds to play.")
  public var seeds = 100

  @Option(help: "The first seed.")
  public var from: UInt64 = 1

  @Option(
    help:
      "How many seeds of the hunt for false accusations to play: replays, forgeries, restorations.")
  public var hunts = 0

  @Option(help: "How many states the search may see, all stories together; 0 for no search.")
  public var explore = 0

  @Flag(help: "Print JSON.")
  public var json = false

  public init() {}

  public mutating func validate() throws {
    guard seeds >= 0, explore >= 0, hunts >= 0, seeds > 0 || explore > 0 || hunts > 0 else {
      throw ValidationError("say how much to do: --seeds, --hunts or --explore above zero")
    }
    guard !from.addingReportingOverflow(UInt64(max(seeds, hunts))).overflow else {
      throw ValidationError("--from and --seeds or --hunts pass the last seed there is, 2^64 - 1")
    }
  }

  public func run() throws {
    var report = try WorldRunner.runSeeds(from: from, count: seeds)
    if hunts > 0 { report.add(try WorldRunner.runHunts(from: from, count: hunts)) }
    if explore > 0 { report.add(try WorldRunner.explore(maxStates: explore)) }
    print(json ? Self.json(report) : Self.text(report))
  }

  private static func rows(_ report: WorldReport) -> [(String, Int)] {
    [
      ("seeds", report.seeds), ("steps", report.steps), ("payments", report.payments),
      ("refusals", report.refusals), ("syncs", report.syncs), ("advances", report.advances),
      ("power cuts", report.powerCuts), ("messages lost", report.messagesLost),
      ("messages repeated", report.messagesRepeated), ("proofs", report.proofs),
      ("claims", report.claims),
      ("restorings", report.restorings), ("roll-overs", report.rollOvers),
      ("suites apart", report.suitesApart),
      ("totals only", report.sums), ("policies published", report.published),
      ("news taken", report.news),
      ("states", report.states), ("transitions", report.transitions), ("ends", report.ends),
    ]
  }

  private static func text(_ report: WorldReport) -> String {
    var lines = rows(report).map { name, count in
      name + String(repeating: " ", count: 20 - name.count) + String(count)
    }
    for story in report.stories {
      lines.append(
        "story: \(story.name): \(story.states) states, \(story.transitions) transitions, "
          + (story.isExhausted ? "all of them" : "stopped at its bound"))
    }
    lines.append("no invariant was broken")
    return lines.joined(separator: "\n")
  }

  private static func json(_ report: WorldReport) -> String {
    let fields = rows(report).map { name, count in
      "  \"\(name.split(separator: " ").joined(separator: "_"))\": \(count)"
    }
    return "{\n" + (fields + ["  \"bounded\": \(report.isBounded)"]).joined(separator: ",\n")
      + "\n}"
  }
}
