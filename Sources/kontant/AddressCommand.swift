import ArgumentParser
import Console
import Wire

struct AddressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "address",
    abstract: "Write a device's address, for direct payments: what a sticker holds.",
    discussion: "Works on a device file alone.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var purse: PurseOptions

  func run() throws {
    var payee = try common.open(purse.source())
    let file = output.file(default: "\(payee.name)-address.kontant")
    try file.check()
    try file.write(payee.address.bytes)
    try common.show(
      Written(
        device: payee.name, serial: payee.serial.text, file: file.path,
        text: "\(file.shown) holds the address of \(payee.name), \(payee.serial.short); "
          + "pay it with: kontant pay PAYER --to \(file.shown) --amount AMOUNT"),
      of: &payee, toError: file.isStandardOutput)
  }

  private struct Written: Report {
    var device: String
    var serial: String
    var file: String
    var text: String

    enum CodingKeys: String, CodingKey {
      case device, serial, file
      case text = "message"
    }
  }
}
