import Foundation
import LedgerLink

/// The built command, as an operator runs it.
struct Kontant {
  let program: String
  let folder: String

  /// Runs a command that must succeed.
  /// - Returns: its first line.
  @discardableResult
  func run(_ arguments: [String]) throws(DrillFailure) -> String {
    let child = try ChildProcess([program] + arguments, complaints: complaints)
    let line = child.readLine() ?? ""
    while child.readLine() != nil {}
    let status = child.wait()
    guard status == 0 else {
      throw DrillFailure(
        "kontant \(arguments.joined(separator: " ")) ended with \(status): \(line) \(complaint)")
    }
    return line
  }

  /// Starts a ledger that is served; it may not listen yet.
  func serve(home: String, socket: String, batch: Int) throws(DrillFailure) -> ChildProcess {
    try ChildProcess(
      [
        program, "ledger", "serve", "--home", home, "--socket", socket, "--batch", "\(batch)",
      ], complaints: complaints)
  }

  /// Waits until a ledger listens.
  func listens(_ ledger: ChildProcess) throws(DrillFailure) {
    guard ledger.readLine() == nil else { return }
    throw DrillFailure("the ledger ended with \(ledger.wait()) before it listened: \(complaint)")
  }

  /// What the last one said on standard error.
  var complaint: String {
    (try? String(contentsOfFile: complaints, encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }

  private var complaints: String { folder + "/complaints" }
}
