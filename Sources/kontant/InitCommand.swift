import ArgumentParser
import Console
import Foundation
import Home
import Money
import Settlement
import Wire

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a home: a small central bank and a place for devices.")

  @OptionGroup var common: CommonOptions

  @Option(help: "The currency's letters of ISO 4217.")
  var currency = "SEK"

  @Option(help: "Who bridges what has not been synced: hold, pool, evidence or evidence+pool.")
  var liquidity = "evidence+pool"

  @Option(
    help: """
      Keep the ledger on a PostgreSQL server, named as libpq does: several ledger processes may then \
      serve it at once. Without it the ledger is in the home.
      """)
  var database: String?

  func run() throws {
    guard let known = Currency(letters: currency) else {
      throw HomeError.unknownCurrency(currency)
    }
    guard let answer = Liquidity(name: liquidity) else {
      let names = Liquidity.names.map(\.name).joined(separator: ", ")
      throw Explanation(
        code: "usage", message: "\(liquidity) is not a liquidity; choose one of \(names)",
        exitCode: Console.ExitCode.usage)
    }
    let path = common.homePath
    try Home.create(
      path: path, currency: known, liquidity: answer,
      now: LedgerTime(seconds: UInt64(Date().timeIntervalSince1970)), database: database)
    try common.show(Made(home: path, currency: known.letters, liquidity: answer.name))
  }

  private struct Made: Report {
    var home: String
    var currency: String
    var liquidity: String

    var text: String {
      "made a home for \(currency) in \(home)\nnext: kontant account open NAME --issue AMOUNT"
    }
  }
}
