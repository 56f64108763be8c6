import ArgumentParser
import Bench
import Foundation

/// Measures; never a test.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure what the documents promise.",
    subcommands: [BenchPurseCommand.self], defaultSubcommand: BenchPurseCommand.self)
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
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(String(decoding: try encoder.encode(report), as: UTF8.self))
    } else {
      report.lines.forEach { print($0) }
    }
  }
}
