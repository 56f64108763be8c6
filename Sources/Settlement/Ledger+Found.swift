import Wire

/// Payments to a serial that the ledger does not know. To nobody, as a rule; but one that was set back may
/// have forgotten whom it registered (LED-50).
extension Ledger {
  /// Whether the payee of a payment to nobody may be somebody whom this ledger has forgotten: then the
  /// money stays held, for the payee may have taken it.
  func mayBeForgotten(_ row: PaymentRow) -> Bool {
    rules.mayHaveForgotten && row.isToNobody && !book.purses.has(row.payment.payee)
  }

  /// Before a grant to the payer: what went to serials that are known by now is theirs.
  mutating func settleFound(for payer: Serial, time: LedgerTime) {
    for digest in book.lookAtHolder(of: payer, \.reversalsDue) ?? [] {
      settleFound(digest, time: time)
    }
  }

  /// Settles a payment to nobody whose payee is known by now, unless its payer is being given it back.
  mutating func settleFound(_ digest: Digest, time: LedgerTime) {
    guard let row = book.payments[digest], row.isToNobody, row.reversal != .granted,
      hasEntries(row.payment.payee)
    else { return }
    let isBooked = move(
      row.payment.amount, from: .held, to: .shadow(row.payment.payee), .settlement,
      payment: digest, time: time)
    guard isBooked else { return }
    book.change(digest) { row in
      row.booking = .settled
      row.reversal = .none
    }
    noteEntry(digest)
    queueEnd(digest)
  }
}

extension PaymentRow {
  /// Held for its payer because the ledger did not know the payee: neither refused, nor ever delivered.
  var isToNobody: Bool { booking == .undone && !refused && delivery == .none }
}
