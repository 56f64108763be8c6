import ArgumentParser
import Console
import Home
import Money
import Settlement
import Wire

struct LedgerSuspectsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suspects",
    abstract: "Purses that are suspended or convicted: why, what they hold, what they cost.",
    discussion: "A suspect without a proof may still unload what the ledger can see; a convicted "
      + "one gets nothing.")
  @OptionGroup var common: CommonOptions

  func run() throws {
    let home = try common.openHome()
    let book = try home.books
    let rows = book.purses.rows.filter { $0.value.state == .suspended && !$0.value.isClaimed }
      .sorted { $0.key < $1.key }
    var borne: [Serial: Amount] = [:]
    for share in book.purses.rows.values.flatMap(\.shares) {
      borne[share.payer] = (borne[share.payer] ?? .zero).adding(share.borne) ?? .largest
    }
    try common.show(
      Suspects(
        suspects: rows.map { serial, row in
          Suspects.Row(
            serial: serial.text, account: row.account, isConvicted: row.isConvicted,
            shadow: MoneyValue(row.shadow, home.currency),
            loss: MoneyValue(row.isConvicted ? row.advance : .zero, home.currency),
            borne: MoneyValue(borne[serial] ?? .zero, home.currency),
            proofs: book.proofs.rows.filter { $0.value.serial == serial }
              .sorted { $0.key < $1.key }
              .map { Suspects.Proof(number: $0.key, kind: "\($0.value.kind)") })
        }))
  }

  private struct Suspects: Report {
    struct Proof: Encodable {
      var number: UInt64
      var kind: String
    }
    struct Row: Encodable {
      var serial: String
      var account: String
      var isConvicted: Bool
      var shadow: MoneyValue
      /// What counterfeit of this purse has cost so far.
      var loss: MoneyValue
      /// Of that, what payees have borne so far (SUS-24).
      var borne: MoneyValue
      var proofs: [Proof]
    }
    var suspects: [Row]

    var text: String {
      guard !suspects.isEmpty else { return "no suspects" }
      var table = Table(rightAligned: [3, 4, 5])
      table.add("purse", "account", "", "shadow", "loss", "borne", "proofs")
      for row in suspects {
        table.add(
          row.serial, row.account, row.isConvicted ? "convicted" : "suspended", row.shadow.amount,
          row.loss.amount, row.borne.amount,
          row.proofs.map { "\($0.number) \($0.kind)" }.joined(separator: ", "))
      }
      return table.text
    }
  }
}
