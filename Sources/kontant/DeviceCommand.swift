import ArgumentParser
import Console
import Foundation
import Home

struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device", abstract: "Things that are done to devices.",
    subcommands: [Copy.self, Restored.self, Update.self])

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

  struct Restored: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that a device was put back from an older copy; it then only syncs.",
      discussion:
        "For phones and terminals, whose memory can be set back; a card's cannot. What the purse did "
        + "after the copy it has forgotten, so it signs nothing but a sync, which gives it a new serial: "
        + "what it held follows as a claim does (kontant claim list). With --from the copy is put "
        + "in place and marked in one. A terminal whose token refuses its file, because it is not the latest or "
        + "not whole, goes on with this, too; the newest file, if it turns up, is of no use afterwards."
    )
    @OptionGroup var common: CommonOptions
    @Argument(help: "The device.") var device: String
    @Option(help: "Put this older copy of the device's file in its place.", completion: .file())
    var from: String?

    func run() throws {
      let path: String
      if let from {
        path =
          (try? DeviceFile.locate(device, home: common.homePath))
          ?? Home.devicePath(device, in: common.homePath)
        guard FileManager.default.fileExists(atPath: from) else {
          throw Explanation(
            code: "noSuchFile", message: "there is no device file \(from); check its name",
            exitCode: Console.ExitCode.noInput)
        }
        try Self.checkNoCard(try Device.description(of: from))
        try Device.restore(path, from: from)
      } else {
        path = try DeviceFile.locate(device, home: common.homePath)
        try Self.checkNoCard(try Device.description(of: path))
        try Device.markRestored(path)
      }
      try common.show(
        Changed(
          device: device, file: path, state: "restored",
          text: "\(device) is marked as restored: it can only sync; do that with: kontant sync "
            + device))
    }

    private static func checkNoCard(_ info: DeviceInfo) throws {
      guard info.kind == "card" else { return }
      throw Explanation(
        code: "notRestorable",
        message:
          "\(info.name) is a card, and nothing sets a card's memory back; report it with: "
          + "kontant claim report",
        exitCode: Console.ExitCode.refused)
    }
  }

  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Put another release of the purse application into a device.",
      discussion:
        "What the purse holds stays. Its certificate tells the version after the next sync; a policy's "
        + "floor says from which version on purses may pay.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The device.") var device: String
    @Option(help: "The release, from 1.") var version: UInt16

    func validate() throws {
      guard version > 0 else { throw ValidationError("--version is 1 or more.") }
    }

    func run() throws {
      let path = try DeviceFile.locate(device, home: common.homePath)
      try Device.update(path, to: version)
      try common.show(
        Changed(
          device: device, file: path, state: "version \(version)",
          text:
            "\(device) has version \(version) of the purse application; its certificate tells it "
            + "after the next sync"))
    }
  }

  private struct Changed: Report {
    var device: String
    var file: String
    var state: String
    var text: String

    enum CodingKeys: String, CodingKey {
      case device, file, state
      case text = "message"
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
