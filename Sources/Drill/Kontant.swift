import Foundation

/// The built command, as an operator runs it.
struct Kontant {
  let program: String
  /// A file for what it says on standard error.
  let complaints: String

  /// Runs a command that must succeed.
  func run(_ arguments: [String]) throws(DrillFailure) {
    let child = try ChildProcess([program] + arguments, complaints: complaints)
    var said: [String] = []
    while let line = child.readLine() { said.append(line) }
    let status = child.wait()
    guard status == 0 else {
      throw DrillFailure(
        "kontant \(arguments.joined(separator: " ")) ended with \(status): "
          + "\(said.joined(separator: " ")) \(Self.text(of: complaints))")
    }
  }

  static func text(of file: String) -> String {
    (try? String(contentsOfFile: file, encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }
}
