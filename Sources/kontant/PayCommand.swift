import ArgumentParser
import CardLink
import Console
import Home
import Money
import Payment
import Purse
import PurseCrypto
import Wire

struct PayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pay", abstract: "Pay a request, or an address directly.",
    discussion: "Works on a device file alone. Paying a request again makes the same payment again "
      + "and debits nothing more.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var pin: PINOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var purse: PurseOptions
  @Argument(help: "The request's file.", completion: .file()) var request: String?
  @Option(help: "Pay directly: the file of the payee's address.", completion: .file())
  var to: String?
  @Option(help: "How much to pay directly.") var amount: String?

  func validate() throws {
    // With a reader the request stands where a device would.
    let hasRequest = purse.reader == nil ? request != nil : purse.device != nil
    guard hasRequest == (to == nil) else {
      throw ValidationError("Give either a request's file, or --to with an address's file.")
    }
    guard (to == nil) == (amount == nil) else {
      throw ValidationError("A direct payment needs --to and --amount, and a request neither.")
    }
  }

  func run() throws {
    let (source, request) = try purse.sourceAndOptional(request)
    var payer = try common.open(source)
    if let request {
      try pay(request, by: &payer)
    } else {
      try payDirect(to ?? "", amount ?? "", by: &payer)
    }
  }

  private func pay(_ path: String, by payer: inout PurseHandle) throws {
    let packet = try MessageFile.read(path, .request)
    try payer.learn(beside: packet, of: packet.certificate)
    let signed = try payer.check(request: packet, from: path)
    let digest = signed.digest(hash: SoftwareHash())
    let made = try payer.ownPayment { $0.request == digest }
    let place = try made?.payment.content.sequence ?? payer.place().sequence.next
    let file = output.file(default: "\(payer.name)-payment-\(place.value).kontant")
    try file.check()
    if let made { return try deliver(made.packet, of: &payer, to: file, again: true) }
    // After a sync the purse has forgotten what it paid; the file of then has not.
    if file.isTaken, let there = try? MessageFile.read(file.path, .payment),
      let payment = try? Signed<Payment>(there.message.span.bytes),
      payment.content.payer == payer.serial, payment.content.request == digest
    {
      return try deliver(there, of: &payer, to: file, again: true)
    }
    if file.isTaken { throw Explanation.taken(file.path) }
    PendingOrder.abandon(of: payer)
    let payment = try payer.pay(.request(packet), pin: pin.digits)
    try deliver(payment, of: &payer, to: file, again: false)
  }

  private func payDirect(_ path: String, _ text: String, by payer: inout PurseHandle) throws {
    let amount = try payer.currency.positive(text)
    let address = try MessageFile.read(path, .address)
    try payer.learn(beside: address, of: address.message)
    let payee = try payer.check(certificate: address.message, from: path)
    let last = try payer.place().sequence
    let order = try PendingOrder(
      "pay \(amount.minorUnits) to \(payee.content.serial.text)", of: payer,
      next: last.next.value)
    let place = SequenceNumber(order.place)
    let file = output.file(default: "\(payer.name)-payment-\(place.value).kontant")
    do {
      try file.check()
      if last >= place {
        let made = try begun(order, amount, to: payee.content.serial, by: &payer)
        try deliver(made, of: &payer, to: file, again: true)
      } else {
        if file.isTaken { throw Explanation.taken(file.path) }
        let payment = try payer.pay(.direct(address, amount), pin: pin.digits)
        try deliver(payment, of: &payer, to: file, again: false)
      }
      order.finish()
    } catch {
      // Nothing was debited unless the purse has moved on, or cannot be asked any more: then the order
      // stays to be taken up.
      if let now = try? payer.place().sequence, now < place, !(error is CardLinkError) {
        order.finish()
      }
      throw error
    }
  }

  /// The payment that this command made before it was interrupted.
  private func begun(
    _ order: PendingOrder, _ amount: Amount, to payee: Serial,
    by payer: inout PurseHandle
  ) throws -> Packet {
    if let made = try payer.payment(at: SequenceNumber(order.place)),
      made.payment.content.payer == payer.serial, made.payment.content.payee == payee,
      made.payment.content.amount == amount
    {
      return made.packet
    }
    // The purse has synced since, and its journal no longer says what stood there.
    order.finish()
    throw Explanation(
      code: "interrupted",
      message: "this payment was begun before, and \(payer.name) has synced since: see kontant "
        + "ledger purse \(payer.name), and give the command again to pay anew",
      exitCode: Console.ExitCode.refused)
  }

  private func deliver(
    _ packet: Packet, of payer: inout PurseHandle, to file: OutputFile, again: Bool
  ) throws {
    try Output.deliver(packet.bytes, to: file, made: "the payment")
    let payment = try Signed<Payment>(packet.message.span.bytes)
    let place = payment.content.sequence
    let isInDoubt = try !again || payer.doubts().contains { $0.sequence == place }
    try common.show(
      Paid(payment, by: payer, file: file, again: again, isInDoubt: isInDoubt), of: &payer,
      toError: file.isStandardOutput)
  }

  private struct Paid: Report {
    var device: String
    var payer: String
    var payee: String
    var sequence: UInt64
    var amount: MoneyValue
    var digest: String
    var isDirect: Bool
    var isRepetition: Bool
    var file: String
    var text: String

    init(
      _ payment: Signed<Payment>, by payer: PurseHandle, file: OutputFile, again: Bool,
      isInDoubt: Bool
    ) {
      let content = payment.content
      device = payer.name
      self.payer = content.payer.text
      payee = content.payee.text
      sequence = content.sequence.value
      amount = MoneyValue(content.amount, payer.currency)
      digest = payment.digest(hash: SoftwareHash()).text
      isDirect = content.request == nil
      isRepetition = again
      self.file = file.path
      let what = payer.currency.full(content.amount) + " to " + content.payee.short
      text =
        (again
          ? "this is the payment \(payer.name) made before, \(what), debited once; "
          : "\(payer.name) paid \(what); ")
        + "give \(file.shown) to the payee; "
        + (isInDoubt
          ? "not yet known whether it was taken" : "\(payer.name) has no doubt of it any more")
    }

    enum CodingKeys: String, CodingKey {
      case device, payer, payee, sequence, amount, digest, isDirect, isRepetition, file
      case text = "message"
    }
  }
}
