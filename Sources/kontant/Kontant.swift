import ArgumentParser
import Console
import Foundation
import WorldConsole

/// Every command, one a line.
private let commands: [any ParsableCommand.Type] = [
  InitCommand.self,
  AccountCommand.self,
  CardCommand.self,
  TerminalCommand.self,
  LoadCommand.self,
  UnloadCommand.self,
  AddressCommand.self,
  RequestCommand.self,
  PayCommand.self,
  AcceptCommand.self,
  RefuseCommand.self,
  TakeCommand.self,
  FetchCommand.self,
  SyncCommand.self,
  ApplyCommand.self,
  PINCommand.self,
  StatusCommand.self,
  LedgerCommand.self,
  ClockCommand.self,
  DeviceCommand.self,
  InspectCommand.self,
  RunCommand.self,
  BenchCommand.self,
  WorldCommand.self,
]

@main
struct Kontant: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kontant",
    abstract: "Offline digital cash, issued by a central bank.",
    discussion: """
      Value moves from device to device with no connection, and a ledger later agrees with every \
      device. A home is a folder with a small central bank and its devices; every message between \
      them is a file that you can carry, lose, repeat and inspect.
      """,
    version: "0.1.0",
    subcommands: commands)

  static func main() async {
    // A closed pipe is an error that a write reports, not a reason to vanish; so is a file limit.
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      var command = try parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      fail(error, arguments)
    }
  }

  /// One sentence, or one object, on standard error.
  private static func fail(_ error: any Error, _ arguments: [String]) -> Never {
    guard let explanation = explain(error, arguments) else { exit(withError: error) }
    let isJSON = arguments.prefix { $0 != "--" }.contains("--json")
    let line =
      isJSON ? Output.errorJSON(explanation) : Output.style.red("kontant: ") + explanation.message
    FileHandle.standardError.write(Data((line + "\n").utf8))
    Foundation.exit(explanation.exitCode)
  }

  /// Nil for what is no error: help, the version, a plain exit code.
  private static func explain(_ error: any Error, _ arguments: [String]) -> Explanation? {
    if let known = Explanation(of: error) { return known }
    let code = exitCode(for: error)
    guard !code.isSuccess, !(error is ArgumentParser.ExitCode) else { return nil }
    guard code == .validationFailure else {
      return Explanation(code: "internal", message: "\(error)", exitCode: Console.ExitCode.refused)
    }
    let named = commands.first { $0._commandName == arguments.first }
    let help = (named.map { [$0._commandName] } ?? []) + ["--help"]
    let message = Self.message(for: error).split(separator: "\n").joined(separator: " ")
    return Explanation(
      code: "usage", message: "\(message) (see: kontant \(help.joined(separator: " ")))",
      exitCode: Console.ExitCode.usage)
  }
}
