import ArgumentParser
import Console
import Home
import Money
import Settlement
import Wire

struct AccountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Online accounts at the ledger.",
    subcommands: [Open.self, AccountOrderCommand.self, Issue.self, Transfer.self, List.self])

  /// What a command did to an account.
  struct Balance: Report {
    var account: String
    var balance: MoneyValue
    var text: String

    init(_ account: String, _ home: Home, _ text: String) {
      self.account = account
      let amount = home.ledger.book.accounts[account] ?? .zero
      balance = MoneyValue(amount, home.currency)
      self.text = "\(text); the account holds \(home.currency.full(amount))"
    }

    enum CodingKeys: String, CodingKey {
      case account, balance
      case text = "message"
    }
  }

  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Open an account.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The account's name, a pseudonym.") var name: String
    @Option(help: "Issue this much new money into it.") var issue: String?

    func run() throws {
      let home = try common.openHome()
      try Home.checkName(name)
      let amount = try issue.map { try home.currency.positive($0) }
      try home.ledger.openAccount(name)
      if let amount { try home.ledger.issue(amount, to: name, time: home.now) }
      try home.save()
      try common.show(Balance(name, home, "opened account \(name)"))
    }
  }

  struct Issue: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issue new money into an account.",
      discussion:
        "Where the bank has operators it takes their approvals of an order; see: kontant account order."
    )
    @OptionGroup var common: CommonOptions
    @Argument(help: "The account.") var name: String
    @Argument(help: "How much, like 80 or 80.50.") var amount: String
    @Option(help: "An operator's approval; once for each.", completion: .file())
    var approval: [String] = []

    func run() throws {
      let home = try common.openHome()
      let amount = try home.currency.positive(amount)
      if approval.isEmpty {
        try home.ledger.issue(amount, to: name, time: home.now)
      } else {
        try home.ledger.issue(
          amount, to: name, approvals: try approval.map { try MessageFile.contents($0) },
          time: home.now)
      }
      try home.save()
      try common.show(Balance(name, home, "issued \(home.currency.full(amount)) to \(name)"))
    }
  }

  struct Transfer: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Move money between accounts, online.")
    @OptionGroup var common: CommonOptions
    @Argument(help: "The account that pays.") var payer: String
    @Argument(help: "The account that is paid.") var payee: String
    @Argument(help: "How much.") var amount: String

    func run() throws {
      let home = try common.openHome()
      let amount = try home.currency.positive(amount)
      try home.ledger.transfer(amount, from: payer, to: payee, time: home.now)
      try home.save()
      try common.show(
        Balance(payer, home, "moved \(home.currency.full(amount)) from \(payer) to \(payee)"))
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "All accounts.")
    @OptionGroup var common: CommonOptions

    func run() throws {
      let home = try common.openHome()
      let rows = try home.books.accounts.rows.sorted { $0.key < $1.key }
      try common.show(
        Accounts(
          accounts: rows.map {
            Accounts.Row(account: $0.key, balance: MoneyValue($0.value, home.currency))
          }))
    }
  }

  struct Accounts: Report {
    struct Row: Encodable {
      var account: String
      var balance: MoneyValue
    }
    var accounts: [Row]

    var text: String {
      guard !accounts.isEmpty else {
        return "no accounts; open one with: kontant account open NAME"
      }
      var table = Table(rightAligned: [1])
      for row in accounts {
        table.add(row.account, row.balance.amount, row.balance.currency)
      }
      return table.text
    }
  }
}
