import ArgumentParser
import Console
import Home
import Money
import Settlement
import Wire

struct ClaimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claim", abstract: "Purses that are lost, broken, dormant or replaced.",
    discussion: """
      The intermediary attests what became of a purse; the ledger suspends it, waits until nobody can \
      hold anything that it does not know, and pays what remains to the purse's account.
      """,
    subcommands: [
      Report.self, Withdraw.self, Take.self, ClaimListCommand.self, ClaimPayCommand.self,
    ])

  struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Report a purse: it is suspended at once, and paid out when that is due.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "A device's name or file, or a serial of 16 digits.") var purse: String
    @Option(help: "What became of it: lost, broken, dormant or replaced.") var kind = "lost"
    @Option(help: "With --kind replaced: the device or serial that takes its place.")
    var by: String?
    @Option(
      name: [.short, .long],
      help: "Write the signed claim to this file and do not book it: kontant claim take books it.",
      completion: .file())
    var output: String?
    @Flag(help: "Overwrite a file that holds something else.") var force = false

    func validate() throws {
      guard ["lost", "broken", "dormant", "replaced"].contains(kind) else {
        throw ValidationError("--kind is lost, broken, dormant or replaced.")
      }
      guard (kind == "replaced") == (by != nil) else {
        throw ValidationError("--kind replaced and --by DEVICE go together.")
      }
    }

    func run() throws {
      let home = try common.openHome()
      let kinds: [String: ClaimKind] = [
        "lost": .lost, "broken": .broken, "dormant": .dormant, "replaced": .replaced,
      ]
      let claim = try home.claim(
        kinds[kind] ?? .lost, on: try common.serial(purse),
        replacement: try by.map { try common.serial($0) })
      guard let output else { return try book(claim, home, common) }
      let file = OutputFile(path: output, force: force)
      try file.check()
      try file.write([UInt8](claim))
      try Output.show(
        ClaimReport(
          claim.content, home, file: file.path,
          text: "signed a claim on \(claim.content.serial.short); book it: "
            + "kontant claim take \(file.shown)"), json: common.json,
        toError: file.isStandardOutput)
    }
  }

  struct Withdraw: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a claim back: the purse was found, and is active again with its next sync.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "A device's name or file, or a serial of 16 digits.") var purse: String

    func run() throws {
      let home = try common.openHome()
      try book(try home.claim(.found, on: try common.serial(purse)), home, common)
    }
  }

  struct Take: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Book a claim that came as a file; the same again changes nothing.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The claim's file (- for standard input).", completion: .file())
    var claim: String

    func run() throws {
      let home = try common.openHome()
      let bytes = try MessageFile.contents(claim)
      let signed: Signed<Claim>
      do {
        signed = try Signed(bytes.span.bytes)
      } catch {
        throw Explanation(wire: error, of: claim)
      }
      try book(signed, home, common)
    }
  }
}

/// Books a claim and says where the purse stands.
private func book(_ claim: Signed<Claim>, _ home: Home, _ common: CommonOptions) throws {
  try home.take(claim: claim)
  let serial = claim.content.serial
  guard let row = home.ledger.book.purses[serial], row.claim?.content == claim.content else {
    throw LedgerError.unknownPurse
  }
  let text =
    claim.content.kind == .found
    ? "the claim on purse \(serial.short) is withdrawn: it is \(row.state), and learns it at its "
      + "next sync"
    : "purse \(serial.short) is suspended; what remains is due to account \(row.account) on "
      + "\(home.ledger.claimDue(row).text): kontant claim pay"
  try common.show(ClaimReport(claim.content, home, file: nil, text: text))
}

private struct ClaimReport: Report {
  var serial: String
  var kind: String
  var number: UInt64
  var state: String
  /// Nil for one that is withdrawn.
  var due: String?
  var file: String?
  var text: String

  enum CodingKeys: String, CodingKey {
    case serial, kind, number, state, due, file
    case text = "message"
  }

  init(_ claim: Claim, _ home: Home, file: String?, text: String) {
    serial = claim.serial.text
    kind = "\(claim.kind)"
    number = claim.number.value
    let row = home.ledger.book.purses[claim.serial]
    state = row.map { "\($0.state)" } ?? "unknown"
    due = row.flatMap { $0.isClaimed ? home.ledger.claimDue($0).text : nil }
    self.file = file
    self.text = text
  }
}
