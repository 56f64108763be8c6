import ArgumentParser
import Console
import Home
import Money
import Settlement
import Wire

struct LedgerCapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cap",
    abstract: "What all purses of one person may hold together; shows it without an amount.",
    discussion: """
      A load that would pass the cap is not made, and a person at the cap gets no further purse. \
      Payments between people are never refused for it.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "How much, like 3000, or none.") var amount: String?

  func run() throws {
    let home = try common.openHome()
    if let amount {
      try home.set(holdingCap: amount == "none" ? nil : try home.currency.positive(amount))
    }
    let cap = home.ledger.rules.holdingCap
    try common.show(Cap(cap: cap.map { MoneyValue($0, home.currency) }))
  }

  private struct Cap: Report {
    var cap: MoneyValue?
    var text: String {
      cap.map { "one person's purses hold at most \($0.amount) \($0.currency) together" }
        ?? "there is no cap on what one person's purses hold together"
    }
  }
}
