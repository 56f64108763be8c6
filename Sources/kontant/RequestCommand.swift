import ArgumentParser
import Console
import Home
import Money
import Purse
import Wire

struct RequestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Ask for an amount: makes a request for the payer.",
    discussion: "Works on a device file alone.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The payee: a device's name or file.") var device: String
  @Argument(help: "How much, like 80 or 80.50.") var amount: String

  func run() throws {
    var payee = try common.openDevice(device)
    let amount = try payee.currency.positive(amount)
    let order = try PendingOrder(
      "request \(amount.minorUnits)", of: payee, next: payee.status.requestNumber.next.value)
    let file = output.file(default: "\(payee.name)-request-\(order.place).kontant")
    let packet: Packet
    do {
      try file.check()
      if file.isTaken, payee.status.requestNumber.value < order.place {
        throw Explanation.taken(file.path)
      }
      packet = try payee.request(amount, number: RequestNumber(order.place))
    } catch PurseError.outOfOrder where order.isResumed {
      // Another command came between, and what was begun before is out of reach: ask anew.
      order.finish()
      return try run()
    } catch {
      order.finish()
      throw error
    }
    try Output.deliver(packet.bytes, to: file, made: "the request")
    order.finish()
    try Output.show(
      Requested(
        device: payee.name, payee: payee.serial.text, number: order.place,
        amount: MoneyValue(amount, payee.currency), file: file.path,
        text: "\(payee.name) asks for \(payee.currency.full(amount)); "
          + "give \(file.shown) to the payer: kontant pay PAYER \(file.shown)"),
      json: common.json, toError: file.isStandardOutput)
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
