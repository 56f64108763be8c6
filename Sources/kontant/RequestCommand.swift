import ArgumentParser
import CardLink
import Console
import Home
import Money
import Payment
import Purse
import Wire

struct RequestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Ask for an amount: makes a request for the payer.",
    discussion: "Works on a device file alone.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var purse: PurseOptions
  @Argument(help: "How much, like 80 or 80.50.") var amount: String?

  func run() throws {
    let (source, text) = try purse.source(and: amount, "an amount")
    var payee = try common.open(source)
    try request(try payee.currency.positive(text), of: &payee)
  }

  private func request(_ amount: Amount, of payee: inout PurseHandle) throws {
    let last = try payee.place().requestNumber
    let order = try PendingOrder(
      "request \(amount.minorUnits)", of: payee, next: last.next.value)
    let file = output.file(default: "\(payee.name)-request-\(order.place).kontant")
    let packet: Packet
    do {
      try file.check()
      if file.isTaken, last.value < order.place {
        throw Explanation.taken(file.path)
      }
      packet = try payee.request(amount, number: RequestNumber(order.place))
    } catch PurseError.outOfOrder where order.isResumed {
      // Another command came between, and what was begun before is out of reach: ask anew.
      order.finish()
      return try request(amount, of: &payee)
    } catch let error as CardLinkError {
      // The card may have made it: the same command takes it up.
      throw error
    } catch {
      order.finish()
      throw error
    }
    try Output.deliver(packet.bytes, to: file, made: "the request")
    order.finish()
    try common.show(
      Requested(
        device: payee.name, payee: payee.serial.text, number: order.place,
        amount: MoneyValue(amount, payee.currency), file: file.path,
        text: "\(payee.name) asks for \(payee.currency.full(amount)); "
          + "give \(file.shown) to the payer: kontant pay PAYER \(file.shown)"),
      of: &payee, toError: file.isStandardOutput)
  }

  private struct Requested: Report {
    var device: String
    var payee: String
    var number: UInt64
    var amount: MoneyValue
    var file: String
    var text: String

    enum CodingKeys: String, CodingKey {
      case device, payee, number, amount, file
      case text = "message"
    }
  }
}

extension Explanation {
  /// Said before anything new has happened.
  static func taken(_ path: String) -> Explanation {
    Explanation(
      code: "fileExists",
      message: "\(path) exists already and nothing was done; name another file or use --force",
      exitCode: Console.ExitCode.cannotCreate)
  }
}
