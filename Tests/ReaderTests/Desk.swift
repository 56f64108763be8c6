import Foundation
import Testing

/// A folder for one test, and the built `kontant` at hand.
final class Desk: Sendable {
  struct Answer {
    var status: Int32
    var out: String
    var error: String
  }

  let folder: URL
  /// The built programs lie beside this test's own.
  static let kontant = URL(filePath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "kontant").path

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "kontant-reader-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  var home: String { folder.path + "/kontant-home" }

  /// Runs a command that must succeed.
  @discardableResult
  func done(
    _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    try done(arguments, sourceLocation: sourceLocation)
  }

  @discardableResult
  func done(
    _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let answer = try run(Self.kontant, arguments)
    try #require(
      answer.status == 0, "kontant \(arguments.joined(separator: " ")): \(answer.error)",
      sourceLocation: sourceLocation)
    return answer.out
  }

  func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws -> Answer {
    let process = process(program, arguments)
    process.environment?.merge(environment) { _, new in new }
    let out = Pipe()
    let error = Pipe()
    process.standardOutput = out
    process.standardError = error
    try process.run()
    let text = out.fileHandleForReading.readDataToEndOfFile()
    let complaint = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus, out: String(decoding: text, as: UTF8.self),
      error: String(decoding: complaint, as: UTF8.self))
  }

  func kontant(_ arguments: String...) throws -> Answer { try run(Self.kontant, arguments) }
  func kontant(_ arguments: [String]) throws -> Answer { try run(Self.kontant, arguments) }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

  /// Lays a card into the first virtual reader, by the command.
  func serve(_ device: String, _ options: String...) throws -> Served {
    let log = folder.appending(path: "serve-\(UUID())")
    try Data().write(to: log)
    let process = process(Self.kontant, ["card", "serve", device, "--home", home] + options)
    process.standardOutput = try FileHandle(forWritingTo: log)
    process.standardError = FileHandle.nullDevice
    try process.run()
    return Served(process: process, log: log)
  }

  /// A card in a reader. It goes with the test, however that ends.
  final class Served {
    private let process: Process
    /// What the command said.
    let log: URL

    fileprivate init(process: Process, log: URL) {
      self.process = process
      self.log = log
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    /// Takes it out.
    func end() throws {
      process.interrupt()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
    }
  }

  private func process(_ program: String, _ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["KONTANT_HOME"] = nil
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    return process
  }
}
