import ArgumentParser
import Bench

/// Measures; never a test.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure what the documents promise.",
    subcommands: [BenchPurseCommand.self, BenchCardCommand.self],
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
    let report = try PurseReport.measure(payments: payments)
    if json {
      print(try Output.encode(report))
    } else {
      report.lines.forEach { print($0) }
    }
  }
}

struct BenchCardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card",
    abstract: "Exchanges, bytes and signatures of the flows on cards, and their time on real ones.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let report = try CardReport.measure()
    if json {
      print(try Output.encode(report))
    } else {
      report.lines.forEach { print($0) }
    }
  }
}
