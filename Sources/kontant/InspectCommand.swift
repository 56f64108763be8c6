import ArgumentParser
import Console
import Home
import Inspect
import Settlement
import Wire

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Explain any message, field by field, and check its signatures.",
    discussion:
      "Takes bytes, or a text with them in hexadecimal. With --home the chain is checked up "
      + "to the root; without it the keys that travel with the message are all there is.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "The file, - for standard input.", completion: .file()) var file: String

  func run() throws {
    let bytes = try MessageFile.contents(file)
    let inspection = Inspector(keys: try keys()).inspect(bytes)
    if let refused = inspection.refused {
      if common.json { try common.show(Explained(inspection)) }
      throw Explanation(
        code: refused.error, message: "\(file) is refused: \(refused.sentence)",
        exitCode: Console.ExitCode.data)
    }
    try common.show(Explained(inspection))
    if let (part, refused) = inspection.firstRefused {
      throw Explanation(
        code: refused.error, message: "\(file): the \(part) in it is refused: \(refused.sentence)",
        exitCode: Console.ExitCode.data)
    }
    if let (part, check) = inspection.firstFailing {
      throw Explanation(
        code: "badSignature",
        message: "\(file): the signature of the \(part) does not hold \(check.reason)",
        exitCode: Console.ExitCode.refused)
    }
  }

  /// Only a home that was asked for: a message can be explained anywhere.
  private func keys() throws -> KeyRing {
    guard common.home != nil else { return .none }
    let home = try common.openHome()
    var certificates: [Serial: Signed<Certificate>] = [:]
    for (serial, row) in home.ledger.book.purses.rows {
      certificates[serial] = try? Signed(row.certificateMessage.span.bytes)
    }
    return KeyRing(
      root: home.rootKey, authorities: [home.issuerCertificate, home.ledgerCertificate],
      certificates: certificates)
  }

  private struct Explained: Report {
    var inspection: Inspection
    init(_ inspection: Inspection) { self.inspection = inspection }
    var text: String { inspection.text }
    func encode(to encoder: any Encoder) throws { try inspection.encode(to: encoder) }
  }
}
