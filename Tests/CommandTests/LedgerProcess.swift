import Foundation
import Testing

/// `kontant ledger serve` as a process of its own.
final class LedgerProcess {
  private let process: Process
  private let out = Pipe()
  private let error = Pipe()
  /// As it said itself.
  let line: String

  var place: String { line.split(separator: " ").last.map(String.init) ?? "" }

  /// Starts it and waits until it listens.
  /// - Parameter limit: of the files it writes, in blocks of 1024 bytes.
  init(_ desk: Desk, _ arguments: String..., fileLimit limit: Int? = nil) throws {
    process = desk.process(["ledger", "serve"] + arguments)
    if let limit, let program = process.executableURL {
      process.executableURL = URL(filePath: "/bin/bash")
      let command = ["ulimit -f \(limit); exec \(program.path) ledger serve"] + arguments
      process.arguments = ["-c", command.joined(separator: " ")]
    }
    process.standardOutput = out
    process.standardError = error
    try process.run()
    line = try Self.readLine(out)
  }

  /// What it says next.
  func readLine() throws -> String { try Self.readLine(out) }

  private static func readLine(_ out: Pipe) throws -> String {
    var text: [UInt8] = []
    while let byte = try out.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      text.append(byte)
    }
    return String(decoding: text, as: UTF8.self)
  }

  deinit { kill() }

  func kill() {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  var identifier: Int32 { process.processIdentifier }

  func terminate() { process.terminate() }

  /// Waits for the end.
  func end() -> (status: Int32, error: String) {
    let text = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }
}
