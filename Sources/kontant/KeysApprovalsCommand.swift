import ArgumentParser
import Console
import Foundation
import Home
import Money
import PurseCrypto
import Settlement
import Wire

struct KeysApprovalsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approvals", abstract: "What operators have approved and was carried out.",
    discussion:
      "With a number, writes that order's approvals, which kontant keys verify checks anywhere.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "An order's number.") var number: UInt64?

  func run() throws {
    let home = try common.openHome()
    let all = home.ledger.carriedOut
    guard let number else {
      return try common.show(
        Approvals(
          orders: try all.map { entry in
            ApprovedReport(
              try ApprovalVerifier(root: home.rootKey, crypto: home.ledger.crypto)
                .verify(try Packet(entry.packet), time: nil), home.currency)
          }))
    }
    guard let entry = all.first(where: { $0.number == number }) else {
      throw Explanation(
        code: "noSuchOrder",
        message: "no order \(number) was carried out; see: kontant keys approvals",
        exitCode: Console.ExitCode.noInput)
    }
    let file = output.file(default: "approvals-\(number)")
    try file.write(entry.packet)
    try Output.show(
      Done(
        text: "wrote \(file.shown); check it with: kontant keys verify \(file.shown) --root KEY"),
      json: common.json, toError: file.isStandardOutput)
  }

  private struct Approvals: Report {
    var orders: [ApprovedReport]
    var text: String {
      orders.isEmpty ? "nothing was approved yet" : orders.map(\.text).joined(separator: "\n")
    }
  }
}

struct KeysVerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Check an order's approvals with the root's public key alone.",
    discussion: "No home is needed. The root's key is what kontant keys show --json tells.")
  @Flag(help: "Answer in JSON.") var json = false
  @Argument(help: "The file with the approvals.", completion: .file()) var file: String
  @Option(help: "The root's public key, 128 hexadecimal digits.") var root: String

  func run() throws {
    guard let key = PublicKey(hexadecimal: root) else {
      throw Explanation(
        code: "usage",
        message: "a root's key has 128 hexadecimal digits; see: kontant keys show --json",
        exitCode: Console.ExitCode.usage)
    }
    let packet = try MessageFile.read(file, .approvals)
    let order = try ApprovalVerifier(root: key, crypto: SoftwareVerifier())
      .verify(packet, time: nil)
    guard let currency = Currency(code: order.approval.currency) else {
      throw LedgerError.wrongCurrency
    }
    try Output.show(ApprovedReport(order, currency), json: json)
  }
}

/// An order, who has approved it, and under which set.
struct ApprovedReport: Report {
  var number: UInt64
  var action: String
  var amount: MoneyValue?
  var account: String?
  var key: String?
  var operators: UInt32
  var needed: UInt8
  var approvedBy: [String]

  init(_ order: ApprovedOrder, _ currency: Currency) {
    number = order.approval.number
    operators = order.operators.number
    needed = order.operators.needed
    approvedBy = order.approvedBy.map { Serial($0.value).text }
    switch order.approval.action {
    case .issue(let amount, let account):
      action = "issue"
      self.amount = MoneyValue(amount, currency)
      self.account = account
    case .issuerKey(let key): (action, self.key) = ("issuer key", key.hexadecimal)
    case .ledgerKey(let key): (action, self.key) = ("ledger key", key.hexadecimal)
    case .rootKey(let key): (action, self.key) = ("root key", key.hexadecimal)
    }
  }

  var text: String {
    let what =
      amount.map { "issue \($0.amount) \($0.currency) to \(account ?? "")" }
      ?? "\(action) \(key?.prefix(16) ?? "")"
    return "order \(number): \(what), approved by \(approvedBy.joined(separator: " and ")) "
      + "(\(needed) needed, operators \(operators))"
  }
}

/// Verifies without any key of one's own.
private struct SoftwareVerifier: SignatureVerifier {
  func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    SoftwareHash().hash(first, second)
  }

  func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    key.parsed.map { signature.holds(over: digest, by: $0) } ?? false
  }
}
