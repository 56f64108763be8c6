import ArgumentParser
import CardLink
import Console
import Home
import Payment
import Purse
import Settlement
import Wire

struct PINCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "A device's PIN.",
    subcommands: [Verify.self, Change.self, Unblock.self])

  /// What became of the PIN.
  private struct PINState: Report {
    var device: String
    var triesLeft: UInt8
    var text: String

    enum CodingKeys: String, CodingKey {
      case device, triesLeft
      case text = "message"
    }
  }

  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a PIN; a wrong one costs a try.")
    @OptionGroup var common: CommonOptions
    @OptionGroup var purse: PurseOptions
    @Option(help: "The PIN (- to read it from standard input).") var pin: String

    func run() throws {
      var device = try common.open(purse.source())
      _ = try device.execute(.verifyPIN(PINOptions.read(pin)))
      try common.show(
        PINState(
          device: device.name, triesLeft: try device.readStatus().pinTriesLeft,
          text: "the PIN is right"), of: &device)
    }
  }

  struct Change: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Replace the PIN by another.")
    @OptionGroup var common: CommonOptions
    @OptionGroup var purse: PurseOptions
    @Option(help: "The PIN so far (- to read it from standard input).") var pin: String
    @Option(help: "The new PIN (- to read it from standard input).") var new: String

    func run() throws {
      var device = try common.open(purse.source())
      let old = PINOptions.read(pin)
      do {
        _ = try device.execute(.changePIN(old: old, new: PINOptions.read(new)))
      } catch CardLinkError.torn {
        // Repeating it is no repetition (PUR-4): the old PIN may be a wrong one by now.
        throw Explanation(
          code: "torn",
          message: "the card went before it had answered; see which PIN it has now, beginning with "
            + "the new one: kontant pin verify", exitCode: Console.ExitCode.io)
      }
      try common.show(
        PINState(
          device: device.name, triesLeft: try device.readStatus().pinTriesLeft,
          text: "the PIN is changed"), of: &device)
    }
  }

  struct Unblock: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "As the issuer, allow a blocked PIN again, and sync.")
    @OptionGroup var common: CommonOptions
    @OptionGroup var purse: PurseOptions
    @Option(help: "A new PIN, if the old one is forgotten (- to read it from standard input).")
    var new: String?

    func run() throws {
      let newPIN = new.map { PINOptions.read($0) }
      // Before anything is approved: a mistyped PIN must cost nobody anything.
      if let newPIN, !PIN.isWellFormed(newPIN.span.bytes) { throw PurseError.pinFormat }
      let home = try common.openHome()
      let device = try common.open(purse.source())
      try home.ledger.approveUnblock(device.serial)
      try home.save()
      var run = SyncRun(ledger: home, device: device)
      var wishes = SyncWishes()
      wishes.unblockPIN = true
      try run.run(wishes, carrying: [], newPIN: newPIN)
      let left = try run.device.readStatus().pinTriesLeft
      try common.show(
        PINState(
          device: device.name, triesLeft: left,
          text: "\(device.name) has synced; \(left) tries for its PIN"),
        of: &run.device)
    }
  }
}
