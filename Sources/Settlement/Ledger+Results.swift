import Wire

extension Ledger {
  /// What the purse made of its last grant.
  mutating func acknowledge(
    _ results: GrantResults, by serial: Serial, check: inout JournalCheck, time: LedgerTime
  ) {
    guard let purse = book.purses[serial] else { return }
    guard let grant = try? Signed<SyncGrant>(purse.grant.span.bytes),
      grant.digest(hash: crypto) == results.grant
    else { return adopt(results, by: purse, time: time) }
    guard results.answers(grant.content) else { return check.blame([purse.grant]) }
    for i in 0..<results.deliveries.count {
      acknowledge(delivery: results.deliveries[i], by: purse, check: &check, time: time)
    }
    for i in 0..<results.reversals.count {
      acknowledge(reversal: results.reversals[i], check: &check, time: time)
    }
  }

  private mutating func acknowledge(
    delivery outcome: TransferOutcome, by purse: PurseRow, check: inout JournalCheck,
    time: LedgerTime
  ) {
    let digest = outcome.payment
    guard let row = book.payments[digest] else { return }
    switch outcome.result {
    case .tookEffect:
      if row.accepted == .journal || row.accepted == .delivery {
        return check.blame(uploadsTaking(digest, by: purse.certificate.serial))
      }
      book.change(digest) { $0.delivery = .tookEffect }
      accept(digest, source: .delivery, time: time)
    case .alreadyDone:
      book.change(digest) { $0.delivery = .noEffect }
      accept(digest, source: .journal, time: time)
    case .refused, .notOpen:
      book.change(digest) { $0.delivery = .noEffect }
      guard row.accepted == .none, !row.refused else { return }
      // A ring journal may have dropped the acceptance, or a restored ledger forgotten it; a
      // refusal comes again with whoever holds it (JRN-7). But a request takes one payment: where
      // another one closed it, this one was not taken.
      if book.holder(of: purse.certificate.serial)?.hasDropped == true, outcome.result == .notOpen,
        !isAnsweredByAnother(digest, row.payment)
      {
        accept(digest, source: .assumed, time: time)
      } else {
        undo(digest, time: time)
        queueEnd(digest)
      }
    }
  }

  /// Another payment to the request is known to be accepted, or taken as such.
  private func isAnsweredByAnother(_ digest: Digest, _ payment: Payment) -> Bool {
    guard let request = payment.request else { return false }
    return book.payments(naming: request).contains { other in
      guard other != digest, let row = book.payments[other] else { return false }
      return row.payment.payee == payment.payee && row.accepted != .none
    }
  }

  private mutating func acknowledge(
    reversal outcome: TransferOutcome, check: inout JournalCheck, time: LedgerTime
  ) {
    let digest = outcome.payment
    guard let row = book.payments[digest] else { return }
    guard outcome.result == .tookEffect else {
      return book.change(digest) { $0.reversal = .noEffect }
    }
    // Refunded and given back: the purse says itself that it was paid twice.
    guard !row.refundedByPayer else { return check.blame() }
    book.change(digest) { $0.reversal = .tookEffect }
    giveBack(digest, .reversal, time: time)
  }
}
