import ArgumentParser
import Console
import Money
import Payment
import Purse
import Wire

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Apply a grant that the ledger wrote to a file.",
    discussion: "Works on a device file alone. Applying a grant again changes nothing.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "A device's name or file.") var device: String
  @Argument(help: "The grant's file.", completion: .file()) var grant: String

  func run() throws {
    var device = try common.openDevice(device)
    let packet = try MessageFile.read(grant, .grant)
    _ = try device.execute(.applyGrant(packet.message))
    PendingOrder.abandon(of: device)
    let status = device.status
    try common.show(
      Applied(
        device: device.name, grant: status.lastGrant.value,
        spendable: MoneyValue(status.spendable, device.currency),
        pending: MoneyValue(status.pending, device.currency),
        text: "\(device.name) has synced (grant \(status.lastGrant.value)); "
          + "it holds \(device.currency.full(status.spendable))"))
  }

  private struct Applied: Report {
    var device: String
    var grant: UInt64
    var spendable: MoneyValue
    var pending: MoneyValue
    var text: String

    enum CodingKeys: String, CodingKey {
      case device, grant, spendable, pending
      case text = "message"
    }
  }
}
