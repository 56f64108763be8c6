import ArgumentParser
import Console
import Foundation
import Home
import Money
import Wire

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(help: "The home's folder (default: KONTANT_HOME, or ./kontant-home).")
  var home: String?

  @Flag(help: "Answer in JSON.")
  var json = false

  var homePath: String {
    home ?? ProcessInfo.processInfo.environment["KONTANT_HOME"] ?? "kontant-home"
  }

  /// The home with its ledger; other processes are kept out until this one ends.
  func openHome() throws -> Home { try Home(path: homePath) }

  /// The home's time, or this machine's where there is no home yet.
  func time() -> LedgerTime {
    (try? openHome())?.now ?? LedgerTime(seconds: UInt64(Date().timeIntervalSince1970))
  }

  /// A device by itself.
  func openDevice(_ argument: String) throws -> PurseHandle {
    try PurseHandle(device: argument, home: homePath)
  }

  func show(_ report: some Report) throws { try Output.show(report, json: json) }
}

/// Where a command's message goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long], help: "The file for the message (- for standard output).",
    completion: .file())
  var output: String?

  @Flag(help: "Overwrite a file that holds something else.")
  var force = false

  func file(default name: String) -> OutputFile {
    OutputFile(path: output ?? name, force: force)
  }
}

/// The holder's PIN.
struct PINOptions: ParsableArguments {
  @Option(help: "The holder's PIN (- to read it from standard input).")
  var pin: String?

  var digits: [UInt8]? { pin.map { PINOptions.read($0) } }

  /// Reads a line for `-`, so that the PIN need not stand on the command line.
  static func read(_ text: String) -> [UInt8] {
    guard text == "-" else { return Array(text.utf8) }
    return Array((readLine() ?? "").utf8)
  }
}

extension Currency {
  /// An amount above zero, as a person writes it.
  func positive(_ text: String) throws -> Amount {
    let amount = try amount(text)
    guard !amount.isZero else {
      throw Explanation(
        code: "amount", message: "\(text) is nothing; name an amount above zero",
        exitCode: Console.ExitCode.usage)
    }
    return amount
  }
}
