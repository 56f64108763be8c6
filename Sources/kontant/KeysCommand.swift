import ArgumentParser
import Console
import Foundation
import Home
import Money
import Wire

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "The central bank's own keys.",
    subcommands: [
      KeysCeremonyCommand.self, KeysShowCommand.self, KeysOperatorsCommand.self,
      KeysApprovalsCommand.self, KeysVerifyCommand.self, KeysOrderCommand.self,
      KeysRenewCommand.self,
    ])
}

struct KeysCeremonyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ceremony", abstract: "Make root, issuer and ledger keys in a token.",
    discussion: """
      The keys are made in the token and never leave it; the home's folder gets their certificates and \
      names. Then make the home with kontant init. The token's PIN comes from KONTANT_TOKEN_PIN, that of \
      a token of the root's own from KONTANT_ROOT_PIN, or both from a file.
      """)

  @OptionGroup var common: CommonOptions

  @Option(help: "The token's PKCS#11 module, such as libsofthsm2.so or your HSM's.")
  var module: String

  @Option(help: "The token's label.")
  var token: String

  @Option(help: "The label of another token for the root's key, which can be locked away.")
  var rootToken: String?

  @Option(help: "What the keys' names in the token begin with.")
  var name = "kontant"

  @Option(help: "A file that holds the PIN, on one line, where the environment does not.")
  var pinFile: String?

  @Option(help: "The currency's letters of ISO 4217.")
  var currency = "SEK"

  func run() throws {
    let known = try Currency(named: currency)
    guard !name.isEmpty, name.utf8.count <= 32 else {
      throw Explanation(
        code: "usage", message: "a name has 1 to 32 bytes", exitCode: Console.ExitCode.usage)
    }
    try Home.holdCeremony(
      path: common.homePath, currency: known,
      now: LedgerTime(seconds: UInt64(Date().timeIntervalSince1970)),
      place: TokenPlace(
        module: module, token: token, rootToken: rootToken ?? token, name: name,
        pinFile: pinFile.map { URL(fileURLWithPath: $0).path }))
    try common.show(
      KeyReport(
        keys: try Home.keys(in: common.homePath),
        next:
          "kontant keys operators --needed M NAME.pub ..., then kontant init --currency \(known.letters)"
      ))
  }
}

struct KeysShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Which keys there are, and where they lie.")

  @OptionGroup var common: CommonOptions

  func run() throws {
    try common.show(KeyReport(keys: try Home.keys(in: common.homePath), next: nil))
  }
}

/// The bank's keys, for people and programs.
private struct KeyReport: Report {
  struct Row: Encodable {
    var use: String
    var place: String
    var isSafe: Bool
    var name: String?
    var publicKey: String?
    var until: String?
  }
  var keys: [Row]
  var next: String?

  init(keys: [KeyDescription], next: String?) {
    self.keys = keys.map { key in
      Row(
        use: key.use, place: key.place, isSafe: key.isSafe, name: key.name,
        publicKey: key.publicKey?.hexadecimal,
        until: key.until?.text)
    }
    self.next = next
  }

  var text: String {
    var table = Table()
    for key in keys {
      table.add(
        key.use, key.name ?? "", key.place + (key.isSafe ? "" : " (unsafe)"),
        key.publicKey.map { "key " + $0.prefix(16) } ?? "", key.until.map { "until " + $0 } ?? "")
    }
    return table.text + (next.map { "\nnext: \($0)" } ?? "")
  }
}
