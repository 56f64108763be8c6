import ArgumentParser
import Console
import Money
import Payment
import Purse
import PurseCrypto
import Wire

struct RefuseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refuse",
    abstract: "Refuse a payment, or all payments to a request of one's own.",
    discussion: "Works on a device file alone. The refusal gives the payer the money back at once.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var purse: PurseOptions
  @Argument(help: "The file of the request or payment.", completion: .file()) var message: String?

  func run() throws {
    let (source, message) = try purse.source(and: message, "a request's or payment's file")
    var payee = try common.open(source)
    let packet = try MessageFile.read(message, .request, .payment)
    let next = file(try payee.place().sequence.next, of: payee)
    try next.check()
    let subject = try Subject(packet, path: message)
    if packet.kind == .payment { _ = try payee.see(packet) }
    let (reply, again): (PurseReply, Bool)
    do {
      (reply, again) = try payee.repeatOrExecute(
        beforeNew: {
          if next.isTaken { throw Explanation.taken(next.path) }
        }, subject.command)
    } catch PurseError.askTheLedger {
      throw Explanation(
        code: "askTheLedger",
        message: "\(payee.name) cannot prove that it has not decided this; what is open with it, "
          + "the ledger ends: kontant sync \(payee.name)", exitCode: Console.ExitCode.refused)
    }
    guard case .message(let refusal) = reply else { return }
    PendingOrder.abandon(of: payee)
    let file = file(try payee.place().sequence, of: payee)
    try Output.deliver(
      payee.packet(.decision, refusal).bytes, to: file, made: "the refusal")
    try common.show(
      Decided(
        device: payee.name, decision: "refusal",
        amount: MoneyValue(subject.amount, payee.currency), payment: subject.payment?.text,
        request: subject.request?.text, file: file.path,
        text: "\(payee.name) \(again ? "refused this before" : "refused") "
          + "\(payee.currency.full(subject.amount)) and never will take it; give \(file.shown) to "
          + "the payer, if there is one: kontant take PAYER \(file.shown)"),
      of: &payee, toError: file.isStandardOutput)
  }

  private func file(_ sequence: SequenceNumber, of payee: PurseHandle) -> OutputFile {
    output.file(default: "\(payee.name)-refusal-\(sequence.value).kontant")
  }

  /// What is refused.
  private struct Subject {
    var amount: Amount
    var payment: Digest?
    var request: Digest?
    var bytes: [UInt8]

    init(_ packet: Packet, path: String) throws {
      bytes = packet.message
      let read: (amount: Amount, digest: Digest)
      do {
        read =
          packet.kind == .request
          ? try Self.request(packet.message) : try Self.payment(packet.message)
      } catch {
        throw Explanation(wire: error, of: path)
      }
      amount = read.amount
      payment = packet.kind == .payment ? read.digest : nil
      request = packet.kind == .request ? read.digest : nil
    }

    private static func request(_ bytes: [UInt8]) throws(WireError) -> (Amount, Digest) {
      let signed = try Signed<Request>(bytes.span.bytes)
      return (signed.content.amount, signed.digest(hash: SoftwareHash()))
    }

    private static func payment(_ bytes: [UInt8]) throws(WireError) -> (Amount, Digest) {
      let signed = try Signed<Payment>(bytes.span.bytes)
      return (signed.content.amount, signed.digest(hash: SoftwareHash()))
    }

    func command(_ expected: SequenceNumber) -> PurseCommand {
      if let request { return .refuseRequest(expected: expected, request: request) }
      return .refusePayment(expected: expected, payment: bytes)
    }
  }
}
