import ArgumentParser
import Console
import Foundation
import Home
import LedgerRecords
import PurseCrypto
import Settlement
import TransparencyLog
import Wire

struct LedgerProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove", abstract: "Write the proof that a payment is settled.",
    discussion: """
      Whoever holds the ledger's public key checks it with kontant ledger audit, and learns nothing \
      of any other payment.
      """)
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "A payment's digest, its first 8 digits or more, or a file with the payment.")
  var payment: String

  func run() throws {
    let home = try common.openHome()
    let digest = try home.digest(of: payment)
    let proof = try home.proof(of: digest)
    let file = output.file(default: "payment-\(digest.short).proof")
    try file.check()
    try file.write(proof.bytes)
    let key = try home.logKey.text
    try Output.show(
      Proved(payment: digest.text, entry: proof.index, key: key, file: file.path),
      json: common.json, toError: file.isStandardOutput)
  }

  private struct Proved: Report {
    var payment: String
    var entry: UInt64
    var key: String
    var file: String
    var text: String {
      "the payment is settled in entry \(entry) of the log; the proof is in \(file)\n"
        + "check it: kontant ledger audit \(file) --key \(key)"
    }
  }
}

extension Home {
  /// A settled payment by its digest, the beginning of one, or its message in a file.
  fileprivate func digest(of text: String) throws -> Digest {
    if FileManager.default.fileExists(atPath: text) {
      let packet = try MessageFile.read(text, .payment)
      return try Signed<Payment>(packet.message.span.bytes).digest(hash: SoftwareHash())
    }
    let digits = text.lowercased()
    guard digits.count >= 8, digits.count <= 64, digits.allSatisfy(\.isHexDigit) else {
      throw Explanation(
        code: "badDigest",
        message: "\(text) is neither a file nor 8 to 64 hexadecimal digits of a payment's digest",
        exitCode: Console.ExitCode.usage)
    }
    var found: Set<Digest> = []
    try store.batches(fromEntry: 0) { batch in
      for transaction in try batch.changes().transactions where transaction.kind == .settlement {
        if let payment = transaction.payment, payment.text.hasPrefix(digits) {
          found.insert(payment)
        }
      }
      return true
    }
    guard let digest = found.first, found.count == 1 else {
      throw Explanation(
        code: "unknownPayment",
        message: found.isEmpty
          ? "the ledger has settled no payment \(text)"
          : "\(found.count) payments begin with \(text); give more digits",
        exitCode: Console.ExitCode.noInput)
    }
    return digest
  }
}
