import ArgumentParser
import Bench
import Foundation

/// Measures; never a test.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure what the documents promise.",
    subcommands: [
      BenchPurseCommand.self, BenchCardCommand.self, BenchSettleCommand.self,
      BenchSpreadCommand.self,
    ],
    defaultSubcommand: BenchPurseCommand.self)
}

struct BenchPurseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purse",
    abstract: "Bytes, signatures, taps and payments a second of the purse.")

  @Option(help: "Payments to time with model cryptography.")
  var payments = 400_000

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    guard payments >= 1_000 else {
      throw ValidationError("--payments must be at least 1000, or the rate says nothing")
    }
  }

  func run() throws {
    try Output.show(try PurseReport.measure(payments: payments), json: json)
  }
}

struct BenchCardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card",
    abstract: "Exchanges, bytes and signatures of the flows on cards, and their time on real ones.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    try Output.show(try CardReport.measure(), json: json)
  }
}

struct BenchSettleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "settle",
    abstract: "Payments a second that the ledger settles, verified and durable.")

  @Option(help: "Payments to settle; rounded up to groups of sixty.")
  var payments = 30_000

  @Option(help: "Purses to register; those that the payments don't need stay idle.")
  var purses = 0

  @Option(help: "Settled payments that the store holds already.")
  var preload = 0

  @Option(help: "Uploads in one durable transaction.")
  var batch = 512

  @Option(help: "Where the ledger is kept: sqlite or postgres.")
  var store = BenchStoreKind.sqlite

  @Option(
    help: """
      An empty database of a PostgreSQL server, as libpq reads it; without one a server is made.
      """)
  var database: String?

  @OptionGroup var verifier: VerifierOptions

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    guard (60...5_000_000).contains(payments) else {
      throw ValidationError("--payments must be 60 to 5000000")
    }
    guard (0...10_000_000).contains(purses) else {
      throw ValidationError("--purses must be 0 to 10000000")
    }
    guard (0...1_000_000_000).contains(preload) else {
      throw ValidationError("--preload must be 0 to 1000000000")
    }
    guard (1...65_536).contains(batch) else {
      throw ValidationError("--batch must be 1 to 65536")
    }
    guard database == nil || store == .postgres else {
      throw ValidationError("--database is for --store postgres")
    }
  }

  func run() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "kontant-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (store, database, batch, choice) = (store, database, batch, verifier.choice)
    var bench = try VerifierOptions.explained {
      try SettleBench(store, folder: folder, database: database, batch: batch, verifier: choice)
    }
    if !json { try Output.show(Done(text: "verifier: \(bench.verifier)"), json: false) }
    try Output.show(try bench.run(payments: payments, purses: purses, preload: preload), json: json)
  }
}

extension BenchStoreKind: ExpressibleByArgument {}
extension PurseReport: Report { var text: String { lines.joined(separator: "\n") } }
extension CardReport: Report { var text: String { lines.joined(separator: "\n") } }
extension SettleReport: Report { var text: String { lines.joined(separator: "\n") } }
