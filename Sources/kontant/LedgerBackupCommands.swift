import ArgumentParser
import Console
import Foundation
import Home

struct LedgerBackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the ledger's database, as of one moment, while it runs.",
    discussion: """
      Keys, policies and devices are not in it: they have copies of their own. Of a ledger on a \
      PostgreSQL server pg_dump makes it (Debian's package postgresql-client).
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "The file for the copy.", completion: .file()) var file: String
  @Flag(help: "Overwrite a file that is there.") var force = false

  func run() throws {
    guard force || !FileManager.default.fileExists(atPath: file) else {
      throw Explanation(
        code: "fileExists", message: "\(file) is there already; name another, or say --force",
        exitCode: Console.ExitCode.cannotCreate)
    }
    try OutputFile(path: file, force: true).check()
    let entries = try Home.backUp(home: common.homePath, to: file)
    try common.show(Kept(file: file, entries: entries))
  }

  private struct Kept: Report {
    var file: String
    var entries: UInt64
    var text: String { "the ledger is in \(file), as it was after \(entries) entries of its log" }
  }
}

struct LedgerRestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Put a backup in the ledger's place.",
    discussion: """
      What was booked since the backup is forgotten until the purses sync again: none of them is \
      blamed for it (kontant ledger restored). The database that was there is kept beside it. A log \
      that has signed more than the backup holds, or that is gone, cannot go on: --new-log begins \
      another. Without a backup it leaves the database as it is. On a PostgreSQL server the tables that \
      were there are kept in the schema kontant_replaced; end every ledger that uses them first.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "The backup.", completion: .file()) var file: String?
  @Flag(help: "Begin a new log where this one has signed more than the backup holds.")
  var newLog = false

  func validate() throws {
    guard file != nil || newLog else { throw ValidationError("Name the backup, or say --new-log.") }
  }

  func run() throws {
    guard let file else {
      let entries = try Home.beginNewLog(home: common.homePath)
      return try common.show(Begun(entries: entries))
    }
    let entries = try Home.restore(home: common.homePath, from: file, beginsNewLog: newLog)
    try common.show(Put(file: file, entries: entries))
  }

  private struct Begun: Report {
    var entries: UInt64
    var text: String {
      "another log begins, with the \(entries) entries that the ledger makes; tell those who keep "
        + "checkpoints of the old one"
    }
  }

  private struct Put: Report {
    var file: String
    var entries: UInt64
    var text: String {
      "the ledger is what it was in \(file), \(entries) entries of its log; purses may report what it "
        + "has forgotten, until you say: kontant ledger restored --over"
    }
  }
}
