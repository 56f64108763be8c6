import ArgumentParser
import Console
import Foundation
import Home
import Money
import Payment
import Wire

struct TopUpCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topup",
    abstract: "Keep a certain balance in a purse: every sync loads up to it.",
    discussion: """
      The wish lies beside the device, as a wallet keeps it. A sync loads what is missing. What is above it is \
      unloaded where the PIN is given with the sync, or the policy asks for none.
      """,
    subcommands: [Set.self, Off.self, Show.self], defaultSubcommand: Show.self)

  struct Set: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Wish to hold this much offline.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "A device's name or file.") var device: String
    @Argument(help: "How much it shall hold after a sync.") var amount: String

    func run() throws {
      var purse = try common.openDevice(device)
      let target = try purse.currency.positive(amount)
      if let limit = try purse.policy()?.largestBalance, target > limit {
        throw Explanation(
          code: "aboveLargestBalance",
          message:
            "the purse's policy lets it hold \(purse.currency.full(limit)) at most; wish for less",
          exitCode: Console.ExitCode.refused)
      }
      try TopUpFile(of: purse).write(target)
      try common.show(Wish(purse, target))
    }
  }

  struct Off: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Wish for nothing any more.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "A device's name or file.") var device: String

    func run() throws {
      let purse = try common.openDevice(device)
      try TopUpFile(of: purse).remove()
      try common.show(Wish(purse, nil))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What is wished for.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "A device's name or file.") var device: String

    func run() throws {
      let purse = try common.openDevice(device)
      try common.show(Wish(purse, try TopUpFile(of: purse).read()))
    }
  }

  struct Wish: Report {
    var device: String
    var target: MoneyValue?
    var text: String

    init(_ purse: PurseHandle, _ target: Amount?) {
      device = purse.name
      self.target = target.map { MoneyValue($0, purse.currency) }
      text =
        target.map { "\(purse.name) is topped up to \(purse.currency.full($0)) at every sync" }
        ?? "\(purse.name) is not topped up"
    }

    enum CodingKeys: String, CodingKey {
      case device, target
      case text = "message"
    }
  }
}

/// Where the wish lies: beside the device.
struct TopUpFile {
  let path: String

  init(of purse: PurseHandle) { path = purse.besides("topup") }

  func read() throws -> Amount? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let text = String(data: data, encoding: .utf8), let number = UInt64(text),
      let amount = Amount(minorUnits: number)
    else {
      throw HomeError.damaged(path, "it is no wish; set it anew with: kontant topup set")
    }
    return amount
  }

  func write(_ target: Amount) throws {
    try DurableFile.write(Array(String(target.minorUnits).utf8), to: path, mode: 0o600)
  }

  func remove() throws {
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard unlink(path) == 0 else {
      throw HomeError.io("\(path) cannot be removed; check its rights")
    }
  }
}
