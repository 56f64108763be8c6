import ArgumentParser
import Console
import Foundation
import Home
import Wire

/// Where a new terminal's keys are made (TRM-1).
struct TerminalKeyOptions: ParsableArguments {
  @Option(help: "Make its keys in the token of this label; the PIN comes from KONTANT_TOKEN_PIN.")
  var token: String?

  @Option(help: "That token's PKCS#11 module, such as libsofthsm2.so.")
  var module: String?

  @Option(help: "A file that holds the token's PIN, on one line, where the environment does not.")
  var pinFile: String?

  /// Nil for a terminal that keeps its keys in its file.
  func place(with suites: SuiteOptions) throws -> TerminalPlace? {
    guard let token else {
      guard module == nil, pinFile == nil else {
        throw Self.usage("--module and --pin-file say more of a token; name it with --token")
      }
      return nil
    }
    guard let module else {
      throw Self.usage("a token is reached through its module; name it with --module")
    }
    guard try suites.chosen() == .es256, suites.supports == nil else {
      throw Self.usage("keys in a token sign with ES256; leave --suite and --supports out")
    }
    return TerminalPlace(
      module: module, token: token, pinFile: pinFile.map { URL(fileURLWithPath: $0).path })
  }

  private static func usage(_ message: String) -> Explanation {
    Explanation(code: "usage", message: message, exitCode: Console.ExitCode.usage)
  }
}
