import ArgumentParser
import Console
import Home
import LedgerRecords
import Money
import Settlement
import Wire

struct LedgerHistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "The transactions behind every balance.")
  @OptionGroup var common: CommonOptions
  @Option(help: "Only those of this account.") var account: String?
  @Option(help: "Only those of this device's shadow.") var card: String?
  @Option(help: "At most this many, the oldest first.") var limit = 1000

  func validate() throws {
    guard account == nil || card == nil else {
      throw ValidationError("Choose --account or --card, not both.")
    }
    guard limit > 0 else { throw ValidationError("--limit is above zero.") }
  }

  func run() throws {
    let home = try common.openHome()
    var touching: LedgerAccount?
    if let account {
      guard home.ledger.book.accounts[account] != nil else {
        throw LedgerError.unknownAccount(account)
      }
      touching = .account(account)
    }
    // Money is kept under a purse's first serial, whichever it signs under now.
    if let card { touching = .shadow(home.ledger.book.root(of: try common.serial(card))) }
    let transactions = try home.store.transactions(touching: touching, limit: limit)
    try common.show(
      History(transactions: transactions.map { History.Row($0, home.currency) }))
  }

  private struct History: Report {
    struct Row: Encodable {
      struct Line: Encodable {
        var account: String
        var change: MoneyValue
      }
      var number: UInt64
      var time: String
      var kind: String
      var payment: String?
      var postings: [Line]

      init(_ transaction: Transaction, _ currency: Currency) {
        number = transaction.number
        time = transaction.time.text
        kind = "\(transaction.kind)"
        payment = transaction.payment?.text
        postings = transaction.postings.map {
          Line(account: $0.account.text, change: MoneyValue(minorUnits: $0.change, currency))
        }
      }
    }
    var transactions: [Row]

    var text: String {
      guard !transactions.isEmpty else { return "no transactions" }
      var table = Table(rightAligned: [0, 4])
      for row in transactions {
        var head = ["\(row.number)", row.time, row.kind]
        for line in row.postings {
          table.add(
            head[0], head[1], head[2], line.account, line.change.amount,
            head[0].isEmpty ? "" : String((row.payment ?? "").prefix(12)))
          head = ["", "", ""]
        }
      }
      return table.text
    }
  }
}

struct LedgerProofsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "proofs", abstract: "What convicts broken purses; -o writes one out.",
    discussion: "A proof holds by itself: kontant inspect --home checks it with public keys alone.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "A proof's number.") var number: UInt64?

  func run() throws {
    let home = try common.openHome()
    let proofs = try home.books.proofs.rows.sorted { $0.key < $1.key }
    var written: String?
    if output.output != nil || number != nil {
      let wanted = number ?? proofs.last?.key
      guard let proof = proofs.first(where: { $0.key == wanted }) else {
        throw Explanation(
          code: "unknownProof",
          message: proofs.isEmpty
            ? "there are no proofs"
            : "there is no proof \(wanted ?? 0); list them without a number",
          exitCode: Console.ExitCode.noInput)
      }
      let file = output.file(default: "proof-\(proof.key).kontant")
      try file.check()
      try file.write(proof.value.packet)
      written = file.path
    }
    let rows = proofs.filter { number == nil || $0.key == number }.map { number, proof in
      Proofs.Row(
        number: number, kind: "\(proof.kind)", serial: proof.serial.text, time: proof.time.text)
    }
    try Output.show(
      Proofs(proofs: rows, file: written), json: common.json, toError: written == "-")
  }

  private struct Proofs: Report {
    struct Row: Encodable {
      var number: UInt64
      var kind: String
      var serial: String
      var time: String
    }
    var proofs: [Row]
    var file: String?

    var text: String {
      guard !proofs.isEmpty else { return "no proofs: nobody is convicted" }
      var table = Table(rightAligned: [0])
      for row in proofs { table.add("\(row.number)", row.kind, row.serial, row.time) }
      return table.text + (file.map { "\nwritten to \($0)" } ?? "")
    }
  }
}

extension LedgerAccount {
  /// As transactions name it to people.
  var text: String {
    switch self {
    case .issuance: "issuance"
    case .account(let name): "account " + name
    case .shadow(let serial): "shadow " + serial.short
    case .pool: "pool"
    case .held: "held"
    case .loss: "loss"
    case .transit: "totals in transit"
    }
  }
}
