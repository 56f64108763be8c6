import ArgumentParser
import Console
import Foundation
import WorldConsole

/// Every command, one a line.
private let commands: [any ParsableCommand.Type] = [
  InitCommand.self,
  KeysCommand.self,
  OperatorCommand.self,
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
  PolicyCommand.self,
  BlockListCommand.self,
  TopUpCommand.self,
  StatusCommand.self,
  LedgerCommand.self,
  ClaimCommand.self,
  ProofCommand.self,
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
    keepStandardStreams()
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
    guard fflush(nil) == 0 else {
      fail(
        Explanation(
          code: "io", message: "the answer could not be written, though the command is done",
          exitCode: Console.ExitCode.io), arguments)
    }
  }

  /// A stream that was closed would lend its number to the next file opened, and an answer would be
  /// written into a device. Opened for reading, the place stays taken and writing fails.
  private static func keepStandardStreams() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", O_RDONLY)
    }
  }

  /// One sentence, or one object, on standard error.
  private static func fail(_ error: any Error, _ arguments: [String]) -> Never {
    guard let explanation = explain(error, arguments) else { exit(withError: error) }
    let isJSON = arguments.prefix { $0 != "--" }.contains("--json")
    let line =
      isJSON ? Output.errorJSON(explanation) : Output.style.red("kontant: ") + explanation.message
    // Where nobody listens the exit code says it alone.
    try? FileHandle.standardError.write(contentsOf: Data((printable(line) + "\n").utf8))
    Foundation.exit(explanation.exitCode)
  }

  /// What came in with a name or a file shall not steer the terminal; our own colour stays.
  private static func printable(_ line: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in line.unicodeScalars {
      let category = scalar.properties.generalCategory
      let isOurs = scalar == "\u{1B}" && Output.style.isColoured
      result.append((category == .control || category == .format) && !isOurs ? "\u{FFFD}" : scalar)
    }
    return String(result)
  }

  /// The names of the command that the arguments begin with, as far as there is one.
  private static func named(_ arguments: [String]) -> [String] {
    var (names, inner) = ([String](), commands)
    for argument in arguments {
      guard let next = inner.first(where: { $0._commandName == argument }) else { break }
      names.append(argument)
      inner = next.configuration.subcommands
    }
    return names
  }

  /// Nil for what is no error: help, the version, a plain exit code.
  private static func explain(_ error: any Error, _ arguments: [String]) -> Explanation? {
    if let known = Explanation(of: error) { return known }
    let code = exitCode(for: error)
    guard !code.isSuccess, !(error is ArgumentParser.ExitCode) else { return nil }
    guard code == .validationFailure else {
      return Explanation(code: "internal", message: "\(error)", exitCode: Console.ExitCode.refused)
    }
    let help = named(arguments) + ["--help"]
    let message = Self.message(for: error).split(separator: "\n").joined(separator: " ")
    return Explanation(
      code: "usage", message: "\(message) (see: kontant \(help.joined(separator: " ")))",
      exitCode: Console.ExitCode.usage)
  }
}
