import ArgumentParser
import Console
import Home
import Settlement
import Wire

struct BlockListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "blocklist",
    abstract: "The serials that no purse pays or takes money from.",
    discussion: """
      The ledger lists by itself whom it convicts, whose loss is claimed, and what is closed. A list goes down with syncs and \
      passes on with payments.
      """,
    subcommands: [Show.self, Publish.self, Export.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The list in force.")
    @OptionGroup var common: CommonOptions

    func run() throws { try common.show(Listed(try common.openHome())) }
  }

  struct Publish: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the list anew, without what has ended, so that its time is seen.")
    @OptionGroup var common: CommonOptions

    func run() throws {
      let home = try common.openHome()
      try home.publishBlockList()
      try common.show(Listed(home))
    }
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the signed list to a file, for any purse to take.")
    @OptionGroup var common: CommonOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
      let home = try common.openHome()
      let list = home.ledger.rules.blockList
      guard let first = list.parts.first else {
        throw Explanation(
          code: "noBlockList",
          message: "there is no block list yet; make one with: kontant blocklist publish",
          exitCode: Console.ExitCode.refused)
      }
      var packet = Packet(kind: .news, message: first)
      packet.documents = Array(list.parts.dropFirst())
      let file = output.file(default: "blocklist-\(list.number).kontant")
      try Output.deliver(packet.bytes, to: file, made: "the block list")
      try common.show(
        Exported(
          file: file.path, number: list.number, parts: list.parts.count,
          text: "\(file.shown) holds block list \(list.number); "
            + "any purse takes it: kontant take DEVICE \(file.shown)"))
    }
  }

  struct Exported: Report {
    var file: String
    var number: UInt32
    var parts: Int
    var text: String

    enum CodingKeys: String, CodingKey {
      case file, number, parts
      case text = "message"
    }
  }

  struct Listed: Report {
    struct Row: Encodable {
      var serial: String
      var end: UInt64
    }
    var number: UInt32
    var time: UInt64
    var parts: Int
    var bytes: Int
    var serials: [Row]

    init(_ home: Home) {
      let list = home.ledger.rules.blockList
      number = list.number
      time = list.time.seconds
      parts = list.parts.count
      bytes = list.parts.reduce(0) { $0 + $1.count }
      serials = list.entries.map { Row(serial: $0.serial.text, end: $0.end.seconds) }
    }

    var text: String {
      guard number > 0 else { return "there is no block list: nothing was ever listed" }
      var lines = [
        "block list \(number): \(serials.count) serial\(serials.count == 1 ? "" : "s") in "
          + "\(parts) part\(parts == 1 ? "" : "s"), \(bytes) bytes; newest first"
      ]
      lines += serials.map(\.serial)
      return lines.joined(separator: "\n")
    }
  }
}
