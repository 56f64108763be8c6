import ArgumentParser
import Console
import Home
import Money
import Settlement
import Wire

struct LedgerBearersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bearers",
    abstract:
      "Policies whose holders bear a share of losses by counterfeit; shows them without an option.",
    discussion: """
      What a convicted purse spent beyond what it had is the central bank's loss. Holders of these policies bear \
      their share of it when they cash out, in proportion to what that purse paid them; all others are paid in \
      full. Holds for convictions from then on.
      """)
  @OptionGroup var common: CommonOptions
  @Option(help: "A policy, by name, whose holders are to bear shares from now on.") var add: String?
  @Option(help: "A policy whose holders are to bear none.") var remove: String?

  func run() throws {
    let home = try common.openHome()
    // Both names are looked up before anything is changed.
    let (added, removed) = (
      try add.map { try home.policyID(named: $0) }, try remove.map { try home.policyID(named: $0) }
    )
    if let added { try home.set(bears: true, policyID: added) }
    if let removed { try home.set(bears: false, policyID: removed) }
    let names = try home.ledger.rules.bearers.sorted().map {
      try home.fileName(of: $0) ?? String($0)
    }
    try common.show(Bearers(bearers: names))
  }

  private struct Bearers: Report {
    var bearers: [String]
    var text: String {
      bearers.isEmpty
        ? "the central bank bears what counterfeit costs"
        : "holders of these policies bear their share when they cash out: "
          + bearers.joined(separator: ", ")
    }
  }
}

struct LedgerCashOutCapCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cash-out-cap",
    abstract:
      "How much of a purse may be unexplained and still be paid out; shows it without an amount.",
    discussion: """
      What a purse of this policy unloads beyond that is booked, and paid to its account as soon as the syncs of \
      others explain it. A purse whose shadow suffices never meets the cap.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "The policy, by name.") var policy: String
  @Argument(help: "How much, like 300, or none.") var amount: String?

  func run() throws {
    let home = try common.openHome()
    let id = try home.policyID(named: policy)
    if let amount {
      // Nothing at all may be unexplained: that is a cap as well.
      let cap = amount == "none" ? nil : try home.currency.amount(amount)
      try home.set(cashOutCap: cap, policyID: id)
    }
    let cap = home.ledger.rules.cashOutCaps[id]
    try common.show(Cap(policy: policy, cap: cap.map { MoneyValue($0, home.currency) }))
  }

  private struct Cap: Report {
    var policy: String
    var cap: MoneyValue?
    var text: String {
      cap.map {
        "purses of \(policy) cash out at most \($0.amount) \($0.currency) that nothing explains"
      }
        ?? "there is no cap on what purses of \(policy) cash out"
    }
  }
}
