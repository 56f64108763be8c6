import ArgumentParser
import Console
import Home

struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "Things that are done to devices.", subcommands: [Copy.self])

  struct Copy: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Copy a device, as a thief who has broken its chip would.",
      discussion:
        "Simulates counterfeit: both devices have the same keys and the same value, which "
        + "a genuine chip prevents. Pay with both, sync, and see whom the ledger names: kontant "
        + "ledger proofs.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The device that is copied.") var device: String
    @Argument(help: "The copy's name.") var copy: String

    func run() throws {
      let home = try common.openHome()
      try home.cloneDevice(at: try DeviceFile.locate(device, home: common.homePath), as: copy)
      try common.show(
        Copied(
          device: device, copy: copy, file: home.devicePath(copy),
          text: "\(copy) is a counterfeit of \(device): the same keys and value twice, as if its "
            + "chip were broken; the ledger finds out when both have paid"))
    }
  }

  private struct Copied: Report {
    var device: String
    var copy: String
    var file: String
    var text: String

    enum CodingKeys: String, CodingKey {
      case device, copy, file
      case text = "message"
    }
  }
}
