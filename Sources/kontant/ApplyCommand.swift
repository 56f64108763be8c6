import ArgumentParser
import Console
import Home
import Money
import Payment
import Purse
import Settlement
import Wire

struct ApplyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Apply a grant that the ledger wrote to a file.",
    discussion: "Works on a device file alone. Applying a grant again changes nothing.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var purse: PurseOptions
  @Argument(help: "The grant's file.", completion: .file()) var grant: String?

  func run() throws {
    let (source, grant) = try purse.source(and: grant, "a grant's file")
    var device = try common.open(source)
    let packet = try MessageFile.read(grant, .grant)
    let outcome = SyncOutcome(packet)
    try device.bring(outcome.seconds)
    try device.learn(outcome.lessons)
    _ = try device.execute(.applyGrant(packet.message))
    try device.keep(lessons: outcome.lessons)
    try device.take(news: outcome.news)
    PendingOrder.abandon(of: device)
    let status = try device.readStatus()
    try common.show(
      Applied(
        device: device.name, grant: status.lastGrant.value,
        spendable: MoneyValue(status.spendable, device.currency),
        pending: MoneyValue(status.pending, device.currency),
        text: "\(device.name) has synced (grant \(status.lastGrant.value)); "
          + "it holds \(device.currency.full(status.spendable))"),
      of: &device)
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
