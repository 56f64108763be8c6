import ArgumentParser
import Console
import Money
import Payment
import Purse
import PurseCrypto
import Wire

struct AcceptCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Take a payment: credits it and makes the acceptance.",
    discussion: "Works on a device file alone.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var pin: PINOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var purse: PurseOptions
  @Argument(help: "The payment's file.", completion: .file()) var payment: String?

  func run() throws {
    let (source, payment) = try purse.source(and: payment, "a payment's file")
    var payee = try common.open(source)
    let packet = try MessageFile.read(payment, .payment)
    let signed: Signed<Payment>
    do { signed = try Signed(packet.message.span.bytes) } catch {
      throw Explanation(wire: error, of: payment)
    }
    let digits = pin.digits
    let (decision, again) = try accept(packet, signed, from: payment, by: &payee, digits)
    let file = file(try payee.place().sequence, of: payee)
    try Output.deliver(decision.bytes, to: file, made: "the acceptance")
    let amount = signed.content.amount
    try common.show(
      Decided(
        device: payee.name, decision: "acceptance", amount: MoneyValue(amount, payee.currency),
        payment: signed.digest(hash: SoftwareHash()).text, file: file.path,
        text: (again ? "\(payee.name) took this before: " : "\(payee.name) took ")
          + "\(payee.currency.full(amount)) from \(signed.content.payer.short); give \(file.shown) "
          + "to the payer: kontant take PAYER \(file.shown)"),
      of: &payee, toError: file.isStandardOutput)
  }

  /// As a repetition of the last command if it is one, else as a new one.
  private func accept(
    _ packet: Packet, _ signed: Signed<Payment>, from path: String,
    by payee: inout PurseHandle, _ digits: [UInt8]?
  ) throws -> (Packet, again: Bool) {
    let next = file(try payee.place().sequence.next, of: payee)
    try next.check()
    if let made = try payee.acceptance(again: signed) { return (made, true) }
    if next.isTaken { throw Explanation.taken(next.path) }
    if let fork = try payee.see(packet) { throw Explanation.signedTwice(fork, path, payee) }
    PendingOrder.abandon(of: payee)
    do {
      return (try payee.accept(packet, pin: digits), false)
    } catch PurseError.askTheLedger {
      throw Explanation(
        code: "askTheLedger",
        message: "\(payee.name) cannot decide this payment any more; carry it to the ledger: "
          + "kontant sync \(payee.name) --carry \(path)", exitCode: Console.ExitCode.refused)
    }
  }

  private func file(_ sequence: SequenceNumber, of payee: PurseHandle) -> OutputFile {
    output.file(default: "\(payee.name)-acceptance-\(sequence.value).kontant")
  }
}

extension Explanation {
  /// The payer is broken, and the device has the proof (SUS-11).
  static func signedTwice(
    _ fork: Sightings.Fork, _ path: String, _ payee: PurseHandle
  ) -> Explanation {
    Explanation(
      code: "signedTwice",
      message:
        "purse \(fork.serial.text) has signed two payments at one place of its journal: it is broken, "
        + "and this payment was not taken. Give the payer nothing, and refuse it: kontant refuse "
        + "\(payee.name) \(path). The proof goes to the ledger with the next sync; to see it: "
        + "kontant proof seen \(payee.name)", exitCode: Console.ExitCode.refused)
  }
}

/// A decision was made, and where it lies.
struct Decided: Report {
  var device: String
  var decision: String
  var amount: MoneyValue?
  var payment: String?
  var request: String?
  var file: String?
  var text: String

  enum CodingKeys: String, CodingKey {
    case device, decision, amount, payment, request, file
    case text = "message"
  }
}
