import ArgumentParser
import Console
import Foundation
import Home
import Inspect
import Money
import Settlement
import Wire

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a home: a small central bank and a place for devices.",
    discussion: """
      Its keys are those that kontant keys ceremony has made for this folder. To try kontant without a \
      token, let them lie in a file.
      """)

  @OptionGroup var common: CommonOptions

  @Option(help: "The currency's letters of ISO 4217.")
  var currency = "SEK"

  @Option(help: "Who bridges what has not been synced: hold, pool, evidence or evidence+pool.")
  var liquidity = "evidence+pool"

  @Flag(
    help: """
      Make the central bank's keys and keep them in the home's file keys.json: whoever reads it can \
      make money. For trying only.
      """)
  var unsafeFileKeys = false

  @Option(
    help: """
      What root, issuer and ledger sign with: \(SuiteOptions.names). Keys in a token are ES256. Purses of \
      ES256+ML-DSA-65 need a central bank of it.
      """)
  var suite = Suite.es256.name

  @Option(
    help: """
      Keep the ledger on a PostgreSQL server, named as libpq does: several ledger processes may then \
      serve it at once. Without it the ledger is in the home.
      """)
  var database: String?

  func run() throws {
    let known = try Currency(named: currency)
    guard let answer = Liquidity(name: liquidity) else {
      let names = Liquidity.names.map(\.name).joined(separator: ", ")
      throw Explanation(
        code: "usage", message: "\(liquidity) is not a liquidity; choose one of \(names)",
        exitCode: Console.ExitCode.usage)
    }
    let chosen = try SuiteOptions.read(suite)
    guard unsafeFileKeys || chosen == .es256 else {
      throw Explanation(
        code: "usage",
        message: "keys in a token are ES256; to try \(chosen.name), add --unsafe-file-keys",
        exitCode: Console.ExitCode.usage)
    }
    let path = common.homePath
    try Home.create(
      path: path, currency: known, liquidity: answer,
      now: LedgerTime(seconds: UInt64(Date().timeIntervalSince1970)),
      keys: unsafeFileKeys ? .unsafeFile : .ceremony, database: database, suite: chosen)
    try common.show(
      Made(
        home: path, currency: known.letters, liquidity: answer.name,
        keys: unsafeFileKeys ? "unsafe file" : "token", suite: chosen.name))
  }

  private struct Made: Report {
    var home: String
    var currency: String
    var liquidity: String
    var keys: String
    var suite: String

    var text: String {
      let warning =
        keys == "token" ? "" : "\nits keys lie in a file, for trying only: never for real money"
      return "made a home for \(currency) in \(home)" + warning
        + "\nnext: kontant account open NAME --issue AMOUNT"
    }
  }
}

extension Currency {
  /// - Throws: `HomeError.unknownCurrency`.
  init(named letters: String) throws {
    guard let known = Currency(letters: letters) else {
      throw HomeError.unknownCurrency(letters)
    }
    self = known
  }
}
