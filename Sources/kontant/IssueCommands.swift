import ArgumentParser
import CardLink
import CardReader
import Console
import Home
import Inspect
import Money
import Payment
import Purse
import Settlement
import Wire

struct CardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card", abstract: "Cards, and the readers they lie in.",
    subcommands: [
      Issue.self, CardBlankCommand.self, CardServeCommand.self, CardReadersCommand.self,
      CardSendCommand.self,
    ])

  struct Issue: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issue a card.",
      discussion: "Without --account the card belongs to the account of its own name, which is "
        + "opened, empty, if it is not there.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The card's name.") var name: String
    @Option(help: "The account it loads from and unloads to.") var account: String?
    @Option(help: "Issue the blank card in this reader, in place of a file in the home.")
    var reader: String?
    @Option(
      help:
        "The policy: ekrona-card, staged, fully, polaris-a, -b or -c, or the name of one that was published."
    ) var policy = "ekrona-card"
    @Option(help: "Another device of the same person: caps on holdings count both.")
    var holderOf: String?
    @Option(help: "The PIN, 4 to 12 digits (- to read it from standard input).") var pin: String
    @OptionGroup var suites: SuiteOptions

    func run() throws {
      try IssueRun(
        common: common, name: name, kind: .card, account: account, policy: policy,
        holderOf: holderOf, pin: PINOptions.read(pin), suites: suites, reader: reader
      ).run()
    }
  }
}

struct TerminalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "terminal", abstract: "Terminals of merchants.", subcommands: [Issue.self])

  struct Issue: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issue a terminal.",
      discussion: "Its takings go to its account at each sync. Without a PIN one is drawn that "
        + "nobody knows: the policy of a terminal asks for none. With --token its keys are made in that "
        + "token and never leave it, its file is sealed under one of them, and an older copy of the file "
        + "is not taken for it (docs/spec/terminals.md).")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The terminal's name.") var name: String
    @Option(help: "The account its takings go to.") var account: String?
    @Option(help: "The policy.") var policy = "ekrona-terminal"
    @OptionGroup var pin: PINOptions
    @OptionGroup var suites: SuiteOptions
    @OptionGroup var keys: TerminalKeyOptions

    func run() throws {
      let drawn = (0..<12).map { _ in UInt8.random(in: 0x30...0x39) }
      try IssueRun(
        common: common, name: name, kind: .terminal, account: account, policy: policy,
        holderOf: nil, pin: pin.digits ?? drawn, suites: suites, reader: nil,
        keys: try keys.place(with: suites)
      ).run()
    }
  }
}

/// Issues a device, for both commands above.
private struct IssueRun {
  var common: CommonOptions
  var name: String
  var kind: DeviceKind
  var account: String?
  var policy: String
  var holderOf: String?
  var pin: [UInt8]
  var suites: SuiteOptions
  var reader: String?
  var keys: TerminalPlace?

  func run() throws {
    let suite = try suites.chosen()
    let supports = try suites.supported(in: reader)
    guard supports.contains(suite) else { throw suites.isNotSupported() }
    let home = try common.openHome()
    let policyID = try home.policyID(named: policy)
    try Home.checkName(name)
    let owner = account ?? name
    // Booked together with the serial: a card is never registered without its account.
    if account == nil, home.ledger.book.accounts[owner] == nil {
      try home.ledger.openAccount(owner)
    }
    if let reader { return try issue(in: reader, home, policyID, owner, suite) }
    try home.issueDevice(
      name, kind: kind, policyID: policyID, account: owner,
      holderOf: try holderOf.map { try common.serial($0) }, pin: pin, suite: suite,
      supports: supports, keys: keys)
    let serial = try home.device(name).purse.currentCertificate?.content.serial.text ?? ""
    try common.show(
      Issued(
        device: name, kind: kind.name, serial: serial, account: owner, policy: policy,
        suite: suite.name, file: home.devicePath(name), token: keys?.token))
  }

  /// The key is made in the card, and what the issuer gives it goes in over the reader.
  private func issue(
    in reader: String, _ home: Home, _ policyID: UInt16, _ owner: String, _ suite: Suite
  ) throws {
    var card = try CommonOptions.card(reader, extendedLength: true)
    do {
      try home.issue(
        &card, kind: kind, policyID: policyID, account: owner,
        holderOf: try holderOf.map { try common.serial($0) }, pin: pin, suite: suite)
    } catch PurseError.alreadyPersonalised {
      try checkIsIssued(&card, home, owner)
    }
    var handle = try PurseHandle(card: card, home: common.homePath)
    try common.show(
      Issued(
        device: name, kind: kind.name, serial: handle.serial.text, account: owner,
        policy: policy, suite: suite.name, file: nil), of: &handle)
  }

  /// The card may have been taken away before it said that it was issued: then it is this account's,
  /// has done nothing yet, and has this PIN.
  private func checkIsIssued(
    _ card: inout CardPurse<PCSCConnection>, _ home: Home, _ owner: String
  ) throws {
    guard case .message(let bytes) = try card.execute(.certificate),
      let certificate = try? Signed<Certificate>(bytes.span.bytes),
      home.ledger.book.purses[certificate.content.serial]?.account == owner,
      try card.readStatus().sequence == .none
    else { throw PurseError.alreadyPersonalised }
    _ = try card.execute(.verifyPIN(pin))
  }

  private struct Issued: Report {
    var device: String
    var kind: String
    var serial: String
    var account: String
    var policy: String
    var suite: String
    /// Nil for a card in a reader.
    var file: String?
    /// That its keys lie in.
    var token: String?

    private var sealed: String {
      token.map { ", sealed under a key in token \($0), where it signs, too" } ?? ""
    }

    var text: String {
      let next =
        kind == "terminal"
        ? "kontant request \(device) AMOUNT"
        : "kontant load \(file == nil ? "--reader READER" : device) AMOUNT"
      return """
        issued \(kind) \(device), serial \(serial), to account \(account), policy \(policy), signing with \(suite)
        \(file.map { "its file is \($0)\(sealed)" } ?? "it is in the card in the reader")
        next: \(next)
        """
    }
  }
}
