import ArgumentParser
import Console
import Foundation
import MultiBuffer

/// What verifies signatures where a ledger takes many uploads.
struct VerifierOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What verifies signatures: ordinary (swift-crypto), the path of libcrypto_mb.so, or auto: the library at "
        + "KONTANT_MULTIBUFFER or among the system's, if it is there and fits the processor.",
      valueName: "PATH|auto|ordinary"),
    completion: .file())
  var verifier = "auto"

  var choice: VerifierChoice {
    VerifierChoice(
      verifier,
      automaticPath: ProcessInfo.processInfo.environment["KONTANT_MULTIBUFFER"])
  }

  mutating func validate() throws {
    guard !verifier.isEmpty else {
      throw ValidationError("--verifier needs a path, auto or ordinary")
    }
  }

  /// A library that was named and cannot be used, as a sentence.
  static func explained<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as MultiBufferError {
      throw Explanation(
        code: "verifier", message: error.text + "; leave --verifier out, or say ordinary",
        exitCode: Console.ExitCode.noInput)
    }
  }
}
