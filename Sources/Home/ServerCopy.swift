import Foundation
import LedgerRecords
import PostgresLink
import PostgresStore

/// Copies of a ledger on a PostgreSQL server, by the server's own programs.
struct ServerCopy {
  let conninfo: String

  /// Copies the ledger's tables as of one moment, while ledgers go on.
  /// - Returns: how many entries of the log the copy holds.
  func write(to target: String) throws -> UInt64 {
    let moment = try DumpMoment(conninfo)
    let unfinished = target + ".unfinished"
    defer { unlink(unfinished) }
    let tables = ReplacedTables.names.flatMap { ["--table", $0] }
    try run(
      "pg_dump",
      ["--format=custom", "--no-owner", "--no-privileges", "--snapshot", moment.snapshot]
        + tables + ["--file", unfinished])
    try withExtendedLifetime(moment) {
      guard rename(unfinished, target) == 0 else { throw DurableFile.failure(target) }
      try DurableFile.syncFolder(of: target)
    }
    return moment.entries
  }

  /// Puts the tables of a copy into the database, all or none, where none of them are.
  func read(from source: String) throws {
    let place = try variables()
    try run(
      "pg_restore",
      [
        "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname",
        place["PGDATABASE"] ?? place["PGUSER"] ?? NSUserName(), source,
      ])
  }

  /// Whether a file is such a copy: nothing is asked of the server.
  func check(_ source: String) throws {
    let listed = try run("pg_restore", ["--list", source], orSay: .notALedger(source))
    // A line's words end in: TABLE DATA, schema, name, owner.
    let held = listed.split(separator: "\n").filter { $0.contains(" TABLE DATA ") }
      .compactMap { $0.split(separator: " ").dropLast().last.map(String.init) }
    guard Set(held).isSuperset(of: ReplacedTables.oldest) else {
      throw LedgerStoreError.notALedger(source)
    }
  }

  private func variables() throws -> [String: String] {
    do throws(PostgresError) {
      return try PostgresEnvironment.variables(of: conninfo)
    } catch {
      throw HomeError.io("\(error)")
    }
  }

  /// - Parameter refusal: in place of the program's own words.
  /// - Returns: what it said.
  @discardableResult
  private func run(
    _ program: String, _ arguments: [String], orSay refusal: LedgerStoreError? = nil
  ) throws -> String {
    guard let path = Self.find(program) else { throw HomeError.programMissing(program) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(try variables()) { $1 }
    let (out, complaints) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (out, complaints)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    // Neither says much on both: a list goes out, or a complaint.
    let said = out.fileHandleForReading.readDataToEndOfFile()
    let complained = complaints.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      if let refusal { throw refusal }
      let text = String(decoding: complained, as: UTF8.self).split(whereSeparator: \.isNewline)
      throw HomeError.io(text.joined(separator: "; ") + "; nothing was changed")
    }
    return String(decoding: said, as: UTF8.self)
  }

  private static func find(_ program: String) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
