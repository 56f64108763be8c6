import Wire

extension Ledger {
  /// Under the policy hold: settles every set of waiting payments that can settle together, so that
  /// a ring of payments that wait for each other does not wait for ever (LED-35).
  mutating func settleWaiting(time: LedgerTime) {
    guard rules.liquidity.remainder == .hold else { return }
    var set = book.waitingPayments()
    while !set.isEmpty {
      guard let short = firstShortPayer(set.values.map(\.payment)) else { break }
      // The payer's latest payment waits on; the rest may still go together.
      let latest = set.filter { book.root(of: $0.value.payment.payer) == short }
        .max { place(of: $0.value.payment) < place(of: $1.value.payment) }
      guard let latest else { return }
      set[latest.key] = nil
    }
    // Together they leave nobody short; one by one a shadow may draw an advance in between, which a
    // later one of the set repays.
    let ordered = set.map { (digest: $0.key, payment: $0.value.payment) }.sorted {
      ($0.payment.payer, $0.payment.sequence) < ($1.payment.payer, $1.payment.sequence)
    }
    for (digest, payment) in ordered {
      let isBooked = move(
        payment.amount, from: .shadow(payment.payer), to: .shadow(payment.payee), .settlement,
        payment: digest, time: time)
      guard isBooked else { continue }
      book.change(digest) { $0.booking = .settled }
      noteEntry(digest)
      noteSpent(payment)
      queueEnd(digest)
    }
  }

  /// Where a payment stands in all that its purse has done, whatever serial it named.
  private func place(of payment: Payment) -> (GrantNumber, SequenceNumber) {
    (book.purses[payment.payer]?.links.since ?? .none, payment.sequence)
  }

  /// A payer who would be below zero if all these payments were booked; the lowest serial of them.
  private func firstShortPayer(_ payments: [Payment]) -> Serial? {
    var changes: [Serial: Int64] = [:]
    for payment in payments {
      changes[book.root(of: payment.payer), default: 0] -= Int64(payment.amount.minorUnits)
      changes[book.root(of: payment.payee), default: 0] += Int64(payment.amount.minorUnits)
    }
    return changes.filter { serial, change in
      guard let purse = book.purses[serial] else { return true }
      if purse.isClosed { return false }
      return Int64(purse.shadow.minorUnits) - Int64(purse.advance.minorUnits) + change < 0
    }.keys.min()
  }

  /// Value of payments to a purse that wait.
  func waiting(for serial: Serial) -> Amount {
    guard rules.liquidity.remainder == .hold else { return .zero }
    let root = book.root(of: serial)
    return book.waitingPayments().values.reduce(.zero) { sum, row in
      guard book.root(of: row.payment.payee) == root else { return sum }
      return sum.adding(row.payment.amount) ?? .largest
    }
  }
}
