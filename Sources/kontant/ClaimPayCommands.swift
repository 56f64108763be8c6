import ArgumentParser
import Console
import Home
import Money
import Settlement
import Wire

struct ClaimPayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pay",
    abstract: "Pay what is due: one purse's claim, or all; to be done every day.",
    discussion: """
      Each claim is paid once, however often this is done. On claims that were paid it pays what has \
      come in since, and takes from the account what turned out to be spent.
      """)
  @OptionGroup var common: CommonOptions
  @Argument(help: "A device's name or file, or a serial of 16 digits; without it all that are due.")
  var purse: String?

  func run() throws {
    let home = try common.openHome()
    var paid: [(serial: Serial, amount: Amount)] = []
    if let purse {
      let serial = try common.serial(purse)
      paid = [(serial, try home.payClaim(on: serial))]
    } else {
      paid = try home.payClaims()
    }
    try common.show(
      Paid(
        paid: paid.map { serial, amount in
          Paid.Row(
            serial: serial.text, account: home.ledger.book.purses[serial]?.account ?? "",
            amount: MoneyValue(amount, home.currency))
        }))
  }

  private struct Paid: Report {
    struct Row: Encodable {
      var serial: String
      var account: String
      var amount: MoneyValue
    }
    var paid: [Row]

    var text: String {
      guard !paid.isEmpty else { return "nothing is due" }
      return paid.map { row in
        row.amount.minorUnits == 0
          ? "purse \(row.serial.prefix(8)) is closed; nothing new to pay"
          : "paid \(row.amount.amount) \(row.amount.currency) of purse \(row.serial.prefix(8)) to "
            + "account \(row.account)"
      }.joined(separator: "\n")
    }
  }
}

struct ClaimListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "All claims: what is due when, paid, and taken back.")
  @OptionGroup var common: CommonOptions

  func run() throws {
    let home = try common.openHome()
    let rows = try home.books.purses.rows.sorted { $0.key < $1.key }
    try common.show(
      Claims(claims: rows.compactMap { serial, row in Claims.Row(serial, row, home) }))
  }

  private struct Claims: Report {
    struct Row: Encodable {
      var serial: String
      var account: String
      var kind: String
      var standing: String
      var reported: String
      /// Nil once it is paid or withdrawn.
      var due: String?
      var shadow: MoneyValue
      var paid: MoneyValue
      var setOff: MoneyValue
      /// What the pool carries for the claimant, and what was lost.
      var owed: MoneyValue
      var lost: MoneyValue

      init?(_ serial: Serial, _ row: PurseRow, _ home: Home) {
        guard let claim = row.claim else { return nil }
        func money(_ amount: Amount) -> MoneyValue { MoneyValue(amount, home.currency) }
        self.serial = serial.text
        account = row.account
        kind = "\(claim.content.kind)"
        standing = "\(claim.standing)"
        reported = claim.reported.text
        due = row.isClaimed ? home.ledger.claimDue(row).text : nil
        shadow = money(row.shadow)
        paid = money(claim.paid)
        setOff = money(claim.setOff)
        owed = money(claim.owed)
        lost = money(row.isClosed ? row.advance.excess(over: claim.owed) : .zero)
      }
    }
    var claims: [Row]

    var text: String {
      guard !claims.isEmpty else { return "no claims" }
      var table = Table(rightAligned: [4, 5, 6, 7])
      table.add("purse", "account", "kind", "", "shadow", "paid", "set off", "owed", "")
      for row in claims {
        table.add(
          String(row.serial.prefix(8)), row.account, row.kind, row.standing, row.shadow.amount,
          row.paid.amount, row.setOff.amount, row.owed.amount, row.due.map { "due \($0)" } ?? "")
      }
      return table.text
    }
  }
}
