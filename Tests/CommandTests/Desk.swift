import Foundation
import Testing

/// A folder with a home in it, and the built `kontant` at hand.
final class Desk: Sendable {
  struct Answer {
    var status: Int32
    var out: String
    var error: String

    var errorLines: [Substring] { error.split(separator: "\n") }
  }

  let folder: URL

  /// A folder with nothing in it.
  init(empty: Void = ()) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "kontant-desk-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// A home with the cards Alice, who has 500, Bob and Carol, who have 100 each, and the terminal
  /// Shop. Everybody's account holds 1,000 less that; every PIN is 1234.
  static func set() throws -> Desk {
    let desk = try Desk()
    for (path, data) in try template.get() {
      let file = desk.path(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }
    return desk
  }

  /// Another with the same files.
  convenience init(copyOf other: Desk) throws {
    try self.init()
    let from = other.folder.path
    for name in try FileManager.default.contentsOfDirectory(atPath: from) {
      try FileManager.default.copyItem(atPath: from + "/" + name, toPath: path(name).path)
    }
  }

  /// The files of such a home, made once.
  private static let template = Result { () throws -> [String: Data] in
    let desk = try Desk()
    try desk.done("init", "--unsafe-file-keys", "--currency", "SEK")
    for (name, load) in [("Alice", "500"), ("Bob", "100"), ("Carol", "100")] {
      try desk.done("account", "open", name, "--issue", "1000")
      try desk.done("card", "issue", name, "--pin", "1234")
      try desk.done("load", name, load)
    }
    try desk.done("terminal", "issue", "Shop")
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: desk.folder.path) {
      files[path] = try? Data(contentsOf: desk.path(path))
    }
    return files
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs a command that must succeed.
  @discardableResult
  func done(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) throws
    -> String
  {
    let answer = try run(arguments)
    #expect(
      answer.status == 0, "kontant \(arguments.joined(separator: " ")): \(answer.error)",
      sourceLocation: sourceLocation)
    return answer.out
  }

  func run(_ arguments: String...) throws -> Answer { try run(arguments) }

  func run(_ arguments: [String], input: Data? = nil) throws -> Answer {
    let process = process(arguments)
    let out = Pipe()
    let error = Pipe()
    process.standardOutput = out
    process.standardError = error
    if let input {
      let file = path("input-\(UUID())")
      try input.write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
    }
    try process.run()
    let text = out.fileHandleForReading.readDataToEndOfFile()
    let complaint = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus, out: String(decoding: text, as: UTF8.self),
      error: String(decoding: complaint, as: UTF8.self))
  }

  /// Starts a command and kills it after a time, as pulling the plug would.
  func kill(_ arguments: String..., afterMicroseconds delay: UInt32) throws {
    let process = process(arguments)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(delay)
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// A line of bash, with kontant on its path: for limits and other processes.
  func bash(_ line: String) throws -> Answer {
    let process = process([])
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line]
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

  func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = Self.products.appending(path: "kontant")
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = Self.products.path + ":" + (environment["PATH"] ?? "/usr/bin:/bin")
    environment["KONTANT_HOME"] = nil
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// The built programs lie beside this test's own.
  private static let products = URL(filePath: CommandLine.arguments[0])
    .deletingLastPathComponent()
}

extension Desk {
  func path(_ name: String) -> URL { folder.appending(path: name) }

  func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: path(name))) }

  func write(_ bytes: [UInt8], to name: String) throws { try Data(bytes).write(to: path(name)) }

  /// A number of a device's status, in minor units where it is money.
  func number(_ name: String, _ key: String) throws -> Int {
    let json = try object(try done("status", name, "--json"))
    if let money = json[key] as? [String: Any] { return money["minorUnits"] as? Int ?? -1 }
    return json[key] as? Int ?? -1
  }

  func spendable(_ name: String) throws -> Int { try number(name, "spendable") }

  /// A number of the ledger's status.
  func ledger(_ key: String) throws -> Int {
    let json = try object(try done("ledger", "status", "--json"))
    if let money = json[key] as? [String: Any] { return money["minorUnits"] as? Int ?? -1 }
    return json[key] as? Int ?? -1
  }

  func isBalanced() throws -> Bool {
    try object(try done("ledger", "status", "--json"))["isBalanced"] as? Bool ?? false
  }

  func object(_ text: String) throws -> [String: Any] {
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(json as? [String: Any])
  }

  /// Everything that a refused command must leave as it was.
  func picture() throws -> [String] {
    try ["Alice", "Bob", "Carol", "Shop"].map { try done("status", $0, "--json") } + [
      try done("account", "list", "--json"), try done("ledger", "history", "--json"),
    ]
  }
}
