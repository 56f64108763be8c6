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
    let home = common.home == nil ? nil : try common.openHome()
    let keys = try home.map { try Self.keys(of: $0) } ?? .none
    var inspection = Inspector(keys: keys).inspect(bytes)
    let judged = (try? Packet(bytes)).flatMap { Self.judge($0, home) }
    inspection.verdict = judged?.verdict
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
    if let judged, !judged.holds {
      throw Explanation(
        code: "noProof", message: "\(file) \(judged.verdict)", exitCode: Console.ExitCode.refused)
    }
    if let (part, check) = inspection.firstFailing {
      throw Explanation(
        code: "badSignature",
        message: "\(file): the signature of the \(part) does not hold \(check.reason)",
        exitCode: Console.ExitCode.refused)
    }
  }

  /// Only of a home that was asked for: a message can be explained anywhere.
  private static func keys(of home: Home) throws -> KeyRing {
    var certificates: [Serial: Signed<Certificate>] = [:]
    for (serial, row) in try home.books.purses.rows {
      certificates[serial] = try? Signed(row.certificateMessage.span.bytes)
    }
    return KeyRing(
      root: home.rootKey, authorities: home.authorities,
      certificates: certificates, seconds: home.rootSeconds)
  }

  /// Whether a proof proves what it says, as any third party finds out (LED-70). Nil for what is no
  /// proof.
  private static func judge(_ packet: Packet, _ home: Home?) -> (verdict: String, holds: Bool)? {
    guard packet.kind == .proof else { return nil }
    guard let home else {
      return ("unchecked, the root and its authorities are not here; give --home", true)
    }
    do {
      let verifier = try ProofVerifier(
        root: home.rootKey, authorities: home.authorities,
        crypto: home.ledger.crypto, seconds: home.rootSeconds)
      let fault = try verifier.verify(packet)
      return ("proves a \(fault.kind) by purse \(fault.serial.text)", true)
    } catch {
      return ("proves nothing: \(error)", false)
    }
  }

  private struct Explained: Report {
    var inspection: Inspection
    init(_ inspection: Inspection) { self.inspection = inspection }
    var text: String { inspection.text }
    func encode(to encoder: any Encoder) throws { try inspection.encode(to: encoder) }
  }
}
