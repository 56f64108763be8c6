import Wire

extension Ledger {
  /// The purse has applied a grant that is not the one on record: this ledger was restored from a
  /// backup and has forgotten it (SYN-7). Nobody is to blame. What this ledger granted under the same
  /// number was never applied and is taken back; what the purse reports is booked instead, as far as
  /// its own account and what is known of the payments bear it out.
  mutating func adopt(_ results: GrantResults, by purse: PurseRow, time: LedgerTime) {
    let serial = purse.certificate.serial
    if !rules.mayHaveForgotten { suspendUnproved(serial) }
    withdraw(purse, results, time: time)
    // Decisions may be among what was forgotten.
    book.updateHolder(of: serial) { $0.hasDropped = true }
    if let balance = book.accounts[purse.account] {
      move(
        min(results.load, balance), from: .account(purse.account), to: .shadow(serial), .load,
        time: time)
    }
    // The shadow bounds what goes to the account: nobody cashes out what the ledger cannot see.
    if let holder = book.holder(of: serial), !holder.isConvicted {
      move(
        min(results.swept, holder.shadow), from: .shadow(serial), to: .account(purse.account),
        .sweep,
        time: time)
    }
    for i in 0..<results.deliveries.count { adopt(delivery: results.deliveries[i], serial, time) }
    for i in 0..<results.reversals.count { adopt(reversal: results.reversals[i], serial, time) }
  }

  /// Grants were applied that this ledger has never seen, nor what came of them. A reversal may have
  /// been among them, so what it would still give back stays held and is shown: paid twice it would
  /// be lost.
  mutating func holdReversals(of purse: PurseRow) {
    let serial = purse.certificate.serial
    let open = serials(upTo: purse).flatMap { book.payments(by: $0) }.filter { digest in
      guard let row = book.payments[digest] else { return false }
      let isCovered = row.payment.payer != serial || row.payment.sequence <= purse.covered
      return row.byPayer && !row.refundedByPayer && isCovered && row.reversal != .tookEffect
    }
    for digest in open { book.change(digest) { $0.reversal = .noEffect } }
    book.updateHolder(of: serial) { $0.reversalsDue = [] }
  }

  /// A purse's serial and those it had before.
  private func serials(upTo purse: PurseRow) -> [Serial] {
    var (found, previous) = ([purse.certificate.serial], purse.links.previous)
    while let serial = previous, !found.contains(serial) {
      found.append(serial)
      previous = book.purses[serial]?.links.previous
    }
    return found
  }

  /// Takes back a grant that the purse will never apply, for it has applied another of its number.
  private mutating func withdraw(_ purse: PurseRow, _ results: GrantResults, time: LedgerTime) {
    let serial = purse.certificate.serial
    guard results.number == purse.grantNumber,
      let grant = try? Signed<SyncGrant>(purse.grant.span.bytes).content
    else { return }
    move(grant.load, from: .shadow(serial), to: .account(purse.account), .load, time: time)
    let swept = min(grant.swept, book.accounts[purse.account] ?? .zero)
    move(swept, from: .account(purse.account), to: .shadow(serial), .sweep, time: time)
    for i in 0..<grant.deliveries.count {
      let digest = grant.deliveries[i].payment
      guard book.payments[digest]?.delivery == .granted else { continue }
      book.change(digest) { $0.delivery = .due }
      book.updateHolder(of: serial) { $0.inbox.append(digest) }
    }
    for i in 0..<grant.reversals.count {
      let digest = grant.reversals[i].payment
      guard book.payments[digest]?.reversal == .granted else { continue }
      book.change(digest) { $0.reversal = .due }
      book.updateHolder(of: serial) { $0.reversalsDue.append(digest) }
    }
  }

  /// Two serials of one purse.
  private func isOne(_ serial: Serial, _ other: Serial) -> Bool {
    book.root(of: serial) == book.root(of: other)
  }

  private mutating func adopt(
    delivery outcome: TransferOutcome, _ serial: Serial, _ time: LedgerTime
  ) {
    let digest = outcome.payment
    guard let payment = book.payments[digest]?.payment, isOne(payment.payee, serial) else { return }
    switch outcome.result {
    case .tookEffect, .alreadyDone: accept(digest, source: .delivery, time: time)
    case .refused, .notOpen: return
    }
  }

  private mutating func adopt(
    reversal outcome: TransferOutcome, _ serial: Serial, _ time: LedgerTime
  ) {
    let digest = outcome.payment
    guard let row = book.payments[digest], isOne(row.payment.payer, serial),
      outcome.result == .tookEffect, row.reversal == .due || row.reversal == .none
    else { return }
    book.change(digest) { $0.reversal = .tookEffect }
    giveBack(digest, .reversal, time: time)
  }
}
