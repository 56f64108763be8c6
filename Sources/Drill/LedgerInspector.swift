import LedgerRecords
import Settlement
import Wire

/// Holds what lies in a store against what the purses know: nothing lost that was acknowledged,
/// nothing settled twice, no value made.
struct LedgerInspector {
  private let reading: any LedgerReading
  /// Transactions that settled each payment, as far as the history was read.
  private var settlements: [Digest: Int] = [:]
  /// Entries of the log that the batches so far make.
  private(set) var nextEntry: UInt64 = 0
  /// The last batch read: it must stay what it was.
  private var last: StoredBatch?

  init(_ reading: any LedgerReading) { self.reading = reading }

  /// - Returns: the places of the purses whose upload is booked and has no answer yet.
  mutating func inspect(_ town: DrillTown) throws -> [Int] {
    var (book, history) = try reading.open()
    try read(history)
    // What a killed ledger had sent to its server may still be booked.
    while reading.isShared {
      book = try reading.open().book
      if try history.entryCount() == nextEntry { break }
      try read(history)
    }
    for (digest, count) in settlements {
      guard town.payments[digest] != nil else {
        throw DrillFailure("a payment is settled that nobody has made")
      }
      guard count == 1 else { throw DrillFailure("a payment is settled \(count) times") }
    }
    let rows = try town.purses.map { purse in
      guard let row = book.purses[purse.serial] else {
        throw DrillFailure("a purse has vanished from the ledger")
      }
      return row
    }
    try checkSettled(town, rows)
    try checkBalances(town, rows, book)
    return try checkGrants(town, rows)
  }

  /// What the purses hold is what the ledger says, once all is synced.
  func inspectRest(_ town: DrillTown) throws {
    let book = try reading.open().book
    for purse in town.purses {
      let shadow = book.purses[purse.serial]?.value
      guard shadow == purse.value else {
        throw DrillFailure("a purse holds \(purse.value), and its shadow is \(shadow ?? -1)")
      }
    }
  }

  /// Reads what has come since the last time.
  private mutating func read(_ history: any BatchHistory) throws {
    if let last {
      guard try history.batch(holding: nextEntry - 1)?.record == last.record else {
        throw DrillFailure("batch \(last.number.value) was there, and is gone or another")
      }
    }
    try history.batches(fromEntry: nextEntry) { batch in
      let changes = try batch.changes()
      guard batch.entry == nextEntry else {
        throw DrillFailure("batch \(batch.number.value) is not at its place")
      }
      nextEntry += changes.entryCount
      last = batch
      for transaction in changes.transactions { try count(transaction) }
      return true
    }
  }

  private mutating func count(_ transaction: Transaction) throws {
    switch transaction.kind {
    case .issue, .load: return
    case .settlement:
      guard let payment = transaction.payment else {
        throw DrillFailure("a settlement names no payment")
      }
      settlements[payment, default: 0] += 1
    default: throw DrillFailure("the ledger has booked a \(transaction.kind), for honest purses")
    }
  }

  /// A payment that a booked journal has is settled; no payment is settled twice.
  private func checkSettled(_ town: DrillTown, _ rows: [PurseRow]) throws {
    for (digest, payment) in town.payments where settlements[digest] == nil {
      let isReceived = payment.received.map { $0 <= rows[payment.payee].covered } ?? false
      guard payment.paid > rows[payment.payer].covered, !isReceived else {
        throw DrillFailure("a journal is booked, and a payment in it is not settled")
      }
    }
  }

  /// Every shadow less its advance, every account and their sum, from what the purses know alone.
  private func checkBalances(_ town: DrillTown, _ rows: [PurseRow], _ book: Book) throws {
    var values = [Int64](repeating: 0, count: rows.count)
    for (digest, payment) in town.payments where settlements[digest] != nil {
      values[payment.payer] -= payment.amount
      values[payment.payee] += payment.amount
    }
    var sum: Int64 = 0
    for (index, purse) in town.purses.enumerated() {
      let isBooked = purse.upload.map { $0.number <= rows[index].grantNumber } ?? false
      let loaded = purse.loaded + (isBooked ? purse.upload?.load ?? 0 : 0)
      guard rows[index].value == values[index] + loaded else {
        throw DrillFailure(
          "shadow less advance is \(rows[index].value), and by its payments and loads it is "
            + "\(values[index] + loaded)")
      }
      let account = Int64(book.accounts[purse.account]?.minorUnits ?? 0)
      guard account == DrillTown.funds - loaded else {
        throw DrillFailure(
          "an account holds \(account), and after its loads it is \(DrillTown.funds - loaded)")
      }
      sum += rows[index].value + account
    }
    guard sum == DrillTown.funds * Int64(rows.count) else {
      throw DrillFailure("all balances come to \(sum), which is not what was issued")
    }
  }

  /// What was acknowledged is there, byte for byte.
  private func checkGrants(_ town: DrillTown, _ rows: [PurseRow]) throws -> [Int] {
    var unanswered: [Int] = []
    for (index, row) in rows.enumerated() {
      let purse = town.purses[index]
      guard let upload = purse.upload else { continue }
      let isBooked = upload.number <= row.grantNumber
      guard let grant = upload.grant else {
        if isBooked { unanswered.append(index) }
        continue
      }
      guard isBooked else { throw DrillFailure("an acknowledged upload is lost") }
      guard row.grant == grant else {
        throw DrillFailure("the grant that was acknowledged is another one now")
      }
      guard row.covered >= upload.last else {
        throw DrillFailure("an acknowledged upload's entries are not booked")
      }
    }
    return unanswered
  }
}

extension PurseRow {
  /// Shadow less advance, in minor units.
  fileprivate var value: Int64 { Int64(shadow.minorUnits) - Int64(advance.minorUnits) }
}
