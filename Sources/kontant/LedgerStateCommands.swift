import ArgumentParser
import Console
import Home
import Settlement
import Wire

struct LedgerSuspendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suspend",
    abstract:
      "Suspend a purse: from its next sync on it can only end what is open, sync and unload.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "A device's name or file, or a serial of 16 digits.") var purse: String

  func run() throws {
    let home = try common.openHome()
    let serial = try common.serial(purse)
    try home.ledger.suspend(serial)
    try home.save()
    try common.show(LedgerStateReport(of: serial, home, "suspended; its next sync tells it"))
  }
}

struct LedgerReinstateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reinstate",
    abstract: "Take a suspension back, once it is cleared up; not against a proof.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "A device's name or file, or a serial of 16 digits.") var purse: String

  func run() throws {
    let home = try common.openHome()
    let serial = try common.serial(purse)
    try home.ledger.reinstate(serial)
    try home.save()
    try common.show(LedgerStateReport(of: serial, home, "active again; its next sync tells it"))
  }
}

struct LedgerRestoredCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restored",
    abstract: "Say that the ledger's database was restored from a copy.",
    discussion: """
      Purses may then report grants that the ledger has forgotten, and keep their standing. Without \
      it such a purse is suspended until it is cleared up. Say --over when all have synced.
      """)
  @OptionGroup var common: CommonOptions
  @Flag(help: "Every purse has synced since.") var over = false

  func run() throws {
    let home = try common.openHome()
    try home.set(ledgerWasRestored: !over)
    try common.show(Restored(restored: !over))
  }

  private struct Restored: Report {
    var restored: Bool
    var text: String {
      restored
        ? "purses may report what the ledger has forgotten; when all have synced say: "
          + "kontant ledger restored --over"
        : "a purse that reports what the ledger does not know is suspended"
    }
  }
}

/// What became of a purse's standing.
private struct LedgerStateReport: Report {
  var serial: String
  var state: String
  var text: String

  enum CodingKeys: String, CodingKey {
    case serial, state
    case text = "message"
  }

  init(of serial: Serial, _ home: Home, _ words: String) {
    self.serial = serial.text
    state = home.ledger.book.purses[serial].map { "\($0.state)" } ?? "unknown"
    text = "purse \(serial.short) is \(words)"
  }
}
