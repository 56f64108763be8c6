import ArgumentParser
import Drill
import Foundation

@main
struct DrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kontant-drill",
    abstract: "Kill a ledger under load, over and over, and look for what it has lost.",
    discussion: """
      Purses with real keys pay each other and upload to kontant ledger serve, which is killed at random \
      moments: while it is opened, within batches, between making durable and answering. After every kill what it \
      left is held against what its clients were told. The first difference ends the drill; its home \
      is kept then.
      """)

  @Option(help: "How often the ledger is killed.") var kills = 200
  @Option(help: "Repeats the drill's choices.") var seed: UInt64 = 1
  @Option(help: "Purses that pay each other.") var purses = 40
  @Option(help: "Most uploads that the ledger makes durable together.") var batch = 4
  @Flag(
    help: """
      Two ledgers share a PostgreSQL server, and one is killed while the other goes on; twice the \
      server itself is killed, and its standby takes over.
      """)
  var postgres = false
  @Option(help: "The kontant to be tried (default: the one beside this).", completion: .file())
  var program: String?
  @Flag(help: "Answer in JSON.") var json = false

  func validate() throws {
    guard (1...100_000).contains(kills) else {
      throw ValidationError("--kills is from 1 to 100000.")
    }
    guard (2...1_000).contains(purses) else {
      throw ValidationError("--purses is from 2 to 1000.")
    }
    guard (1...1_000).contains(batch) else { throw ValidationError("--batch is from 1 to 1000.") }
    guard FileManager.default.isExecutableFile(atPath: kontant) else {
      throw ValidationError("There is no program \(kontant); name one with --program.")
    }
  }

  func run() throws {
    signal(SIGPIPE, SIG_IGN)
    let folder = FileManager.default.temporaryDirectory.appending(path: "kontant-drill-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var settings = DrillSettings(program: kontant, folder: folder.path(percentEncoded: false))
    (settings.kills, settings.seed) = (kills, seed)
    (settings.purses, settings.batch, settings.isOnPostgres) = (purses, batch, postgres)
    do {
      var drill = try Drill(settings)
      try drill.run()
      try FileManager.default.removeItem(at: folder)
      print(json ? try Self.text(of: drill.report) : drill.report.lines.joined(separator: "\n"))
    } catch {
      let repeated =
        "--seed \(seed) --kills \(kills) --purses \(purses) --batch \(batch)"
        + (postgres ? " --postgres" : "")
      FileHandle.standardError.write(
        Data(
          "kontant-drill: \(error)\nagain with \(repeated); the home is kept in \(settings.folder)\n"
            .utf8))
      throw ExitCode.failure
    }
  }

  private var kontant: String {
    program
      ?? URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "kontant").path(percentEncoded: false)
  }

  private static func text(of report: DrillReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }
}
