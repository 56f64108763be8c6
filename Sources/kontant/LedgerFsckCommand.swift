import ArgumentParser
import Console
import Home
import LedgerLog

struct LedgerFsckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fsck", abstract: "Hold the ledger against its log, byte by byte.",
    discussion: """
      Every balance is added up from the log alone and compared with the books; every batch is \
      compared with the hash that the log has of it, and every row with what the batches make of it. \
      With --earlier, a checkpoint kept elsewhere, it is also shown that the log only grew.
      """)
  @OptionGroup var common: CommonOptions
  @Option(help: "A checkpoint of the log from earlier.", completion: .file())
  var earlier: String?

  func run() throws {
    let check = try Home.check(
      home: common.homePath, earlier: try earlier.map { try MessageFile.contents($0) })
    try common.show(Checked(check))
    guard check.isClean else { throw ArgumentParser.ExitCode(Console.ExitCode.data) }
  }

  private struct Checked: Report {
    var entries: UInt64
    var batches: Int
    var findings: [String]
    var isClean: Bool

    init(_ check: LedgerCheck) {
      entries = check.entries
      batches = check.batches
      findings = check.findings
      isClean = check.isClean
    }

    var text: String {
      guard isClean else {
        return (findings + ["\(findings.count) findings: restore a backup, and keep this one"])
          .joined(separator: "\n")
      }
      return "\(batches) batches and \(entries) entries of the log agree, and so does every balance"
    }
  }
}
