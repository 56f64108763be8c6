import ArgumentParser
import Console
import Home
import LedgerLink
import LedgerLog
import LedgerRecords
import Money
import Settlement
import TransparencyLog
import Wire

struct LedgerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ledger", abstract: "The central bank's side.",
    subcommands: [
      LedgerStatusCommand.self, LedgerReceiveCommand.self, LedgerPurseCommand.self,
      LedgerHistoryCommand.self, LedgerProofsCommand.self, LedgerSuspendCommand.self,
      LedgerReinstateCommand.self, LedgerCapCommand.self,
      LedgerBearersCommand.self, LedgerCashOutCapCommand.self,
      LedgerSuspectsCommand.self,
      LedgerRestoredCommand.self, LedgerAuditCommand.self,
      LedgerProveCommand.self, LedgerFsckCommand.self, LedgerBackupCommand.self,
      LedgerRestoreCommand.self, LedgerServeCommand.self,
    ])
}

struct LedgerReceiveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "receive", abstract: "Book an upload that came as a file; writes the grant.",
    discussion: "Receiving an upload again gives the same grant and books nothing.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The upload's file.", completion: .file()) var upload: String

  func run() throws {
    let home = try common.openHome()
    let packet = try MessageFile.read(upload, .upload)
    let file = output.file(default: upload + ".grant")
    try file.check()
    let outcome = try home.receive(packet)
    let bytes = outcome.packet.bytes
    try Output.deliver(bytes, to: file, made: "the grant")
    let grant = try Signed<SyncGrant>(outcome.grant.span.bytes).content
    let notices = outcome.notices.compactMap { $0.sentence(home.currency) }
    try Output.show(
      Received(
        serial: grant.serial.text, grant: grant.number.value, covered: grant.covered.value,
        entries: packet.items.count, loaded: MoneyValue(grant.load, home.currency),
        notices: notices, file: file.path,
        text: ([
          "booked \(packet.items.count) entries of \(grant.serial.short); give \(file.shown) to "
            + "the device: kontant apply DEVICE \(file.shown)"
        ] + notices).joined(separator: "\n")),
      json: common.json, toError: file.isStandardOutput)
  }

  private struct Received: Report {
    var serial: String
    var grant: UInt64
    var covered: UInt64
    var entries: Int
    var loaded: MoneyValue
    var notices: [String]
    var file: String
    var text: String

    enum CodingKeys: String, CodingKey {
      case serial, grant, covered, entries, loaded, notices, file
      case text = "message"
    }
  }
}

struct LedgerStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Where all money is, and whether the books balance.")
  @OptionGroup var common: CommonOptions
  @Option(
    help: "A ledger that is served, at 127.0.0.1:PORT or a socket's path: its rates and queue.")
  var ledger: String?

  func run() throws {
    if let ledger {
      return try Output.show(ServedStatus(try ServiceAddress(text: ledger)), json: common.json)
    }
    try common.show(try Totals(try common.openHome()))
  }

  private struct Totals: Report {
    var issued: MoneyValue
    var accounts: MoneyValue
    var shadows: MoneyValue
    var pool: MoneyValue
    var held: MoneyValue
    var loss: MoneyValue
    /// Between purses that report totals only, as far as they have reported.
    var transit: MoneyValue
    /// What these purses together took more than they gave. It may be a report that is still to come; if it lasts it is
    /// counterfeit that no single purse can be blamed for.
    var classDeficit: MoneyValue
    var unexplained: MoneyValue
    var isBalanced: Bool
    var accountCount: Int
    var purseCount: Int
    var suspendedCount: Int
    var paymentCount: Int
    var confirmedCount: Int
    var proofCount: Int
    /// Payments that are not closed: what the ledger keeps in memory.
    var openCount: Int
    var unexplainedByAge: [Age]
    var store: String
    /// Entries of the log, and the key that an auditor needs.
    var logEntries: UInt64
    var logKey: String
    var time: String
    var liquidity: String

    struct Age: Encodable {
      /// Less than so many days old; nil for all that is older.
      var days: UInt32?
      var purses: Int
      var value: MoneyValue
    }

    init(_ home: Home) throws {
      let book = try home.books
      openCount = book.payments.rows.count
      unexplainedByAge = book.unexplainedByAge(at: home.now).map {
        Age(days: $0.days, purses: $0.purses, value: MoneyValue($0.value, home.currency))
      }
      store = home.store.name
      logEntries = try home.log.size()
      logKey = try home.logKey.text
      let currency = home.currency
      func money(_ minorUnits: Int64) -> MoneyValue { MoneyValue(minorUnits: minorUnits, currency) }
      issued = money(book.totals.issued)
      accounts = money(book.accounts.rows.values.reduce(0) { $0 + Int64($1.minorUnits) })
      shadows = money(book.purses.rows.values.reduce(0) { $0 + Int64($1.shadow.minorUnits) })
      pool = money(book.totals.pool)
      held = money(book.totals.held)
      loss = money(book.totals.loss)
      transit = money(book.totals.transit)
      classDeficit = money(max(0, 0 &- book.totals.transit))
      unexplained = MoneyValue(book.unexplained, currency)
      isBalanced = book.isBalanced
      accountCount = book.accounts.rows.count
      // A purse whose serial has changed has several rows; the first one says how it stands.
      let purses = book.purses.rows.values.filter { $0.links.root == nil }
      purseCount = purses.count
      suspendedCount = purses.filter { $0.state != .active }.count
      paymentCount = Int(book.totals.known.count)
      confirmedCount = Int(book.totals.known.confirmed)
      proofCount = book.proofs.rows.count
      time = home.now.text
      liquidity = home.settings.liquidity
    }

    var text: String {
      var table = Table(rightAligned: [1])
      table.add("issued", issued.amount, issued.currency)
      table.add("  accounts", accounts.amount, "\(accountCount) accounts")
      table.add("  shadows", shadows.amount, "\(purseCount) purses, \(suspendedCount) suspended")
      table.add("  pool", pool.amount, "liquidity \(liquidity)")
      table.add("  held", held.amount)
      table.add("  loss", loss.amount, "\(proofCount) proofs")
      table.add("  transit", transit.amount, "between purses that report totals only")
      table.add("unexplained", unexplained.amount)
      for age in unexplainedByAge where age.purses > 0 {
        table.add(
          "  " + (age.days.map { "under \($0) days" } ?? "older"), age.value.amount,
          "\(age.purses) purses")
      }
      table.add("payments", "\(paymentCount)", "\(confirmedCount) confirmed, \(openCount) open")
      table.add("log", "\(logEntries)", "entries, key \(logKey)")
      let deficit =
        transit.minorUnits < 0
        ? Output.style.red(
          "purses that report totals only took \(classDeficit.amount) more than they gave: reports are "
            + "still to come, or it is counterfeit in that class, for which no purse can be named")
          + "\n"
        : ""
      let books =
        isBalanced
        ? "the books balance" : Output.style.red("THE BOOKS DO NOT BALANCE: report it")
      return table.text + "\n\(deficit)\(books), \(time)"
    }
  }
}

struct LedgerPurseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "purse", abstract: "What the ledger knows of one purse.")
  @OptionGroup var common: CommonOptions
  @Argument(help: "A device's name or file, or a serial of 16 digits.") var purse: String

  func run() throws {
    let home = try common.openHome()
    let serial = try common.serial(purse)
    let book = home.ledger.book
    guard let holder = book.holder(of: serial), let row = book.purses[book.current(of: serial)]
    else { throw LedgerError.unknownPurse }
    let serials = book.serials(ofPurseWith: serial)
    var found: [Digest: PaymentRow] = [:]
    for serial in serials { found.merge(book.payments(concerning: serial)) { first, _ in first } }
    let payments = found.sorted {
      ($0.value.firstSeen, $0.key.text) < ($1.value.firstSeen, $1.key.text)
    }
    try common.show(
      PurseReport(
        row, holder, serials: serials, home.currency,
        payments: payments.map {
          PurseReport.Row($0.key, $0.value, of: Set(serials), home.currency)
        }))
  }

  private struct PurseReport: Report {
    struct Row: Encodable {
      var payment: String
      var direction: String
      var other: String
      var amount: MoneyValue
      var standing: String

      init(_ digest: Digest, _ row: PaymentRow, of serials: Set<Serial>, _ currency: Currency) {
        payment = digest.text
        let isPaid = serials.contains(row.payment.payer)
        direction = isPaid ? "paid to" : "received from"
        other = (isPaid ? row.payment.payee : row.payment.payer).text
        amount = MoneyValue(row.payment.amount, currency)
        standing = row.standing
      }
    }

    var serial: String
    var account: String
    var state: String
    var isConvicted: Bool
    var shadow: MoneyValue
    var advance: MoneyValue
    var declared: MoneyValue
    var covered: UInt64
    var grant: UInt64
    var lastSync: String
    var deliveriesDue: Int
    var reversalsDue: Int
    /// All that were ever granted to it, the first one first.
    var serials: [String]
    var payments: [Row]

    /// - Parameters:
    ///   - row: of the serial that it signs under.
    ///   - holder: of the first one, which says what it holds.
    init(
      _ row: PurseRow, _ holder: PurseRow, serials: [Serial], _ currency: Currency, payments: [Row]
    ) {
      serial = row.certificate.serial.text
      self.serials = serials.map(\.text)
      account = holder.account
      state = "\(holder.state)"
      isConvicted = holder.isConvicted
      shadow = MoneyValue(holder.shadow, currency)
      advance = MoneyValue(holder.advance, currency)
      declared = MoneyValue(row.declared, currency)
      covered = row.covered.value
      grant = row.grantNumber.value
      lastSync = (row.lastSync ?? .unknown).text
      deliveriesDue = holder.inbox.count
      reversalsDue = holder.reversalsDue.count
      self.payments = payments
    }

    var text: String {
      var table = Table()
      table.add("serial", serial)
      if serials.count > 1 { table.add("serials so far", "\(serials.count)") }
      table.add("account", account)
      table.add("state", state + (isConvicted ? ", convicted by proof" : ""))
      table.add("shadow", "\(shadow.amount) \(shadow.currency)")
      if advance.minorUnits > 0 { table.add("advance", "\(advance.amount) \(advance.currency)") }
      table.add("declared", "\(declared.amount) \(declared.currency) at its last sync")
      table.add("last sync", "\(lastSync), grant \(grant), \(covered) entries booked")
      table.add("due", "\(deliveriesDue) deliveries, \(reversalsDue) reversals")
      guard !payments.isEmpty else { return table.text }
      var list = Table(rightAligned: [3])
      for row in payments {
        list.add(
          String(row.payment.prefix(12)), row.direction, String(row.other.prefix(8)),
          row.amount.amount, row.standing)
      }
      return table.text + "\n\n" + list.text
    }
  }
}

extension CommonOptions {
  /// A serial, written out or read from a device.
  func serial(_ text: String) throws -> Serial {
    if let serial = Serial(text: text) { return serial }
    return try openDevice(text).serial
  }
}
