import Wire

extension Ledger {
  /// Books the entries in their order.
  mutating func apply(
    _ upload: Upload, key: UploadKey, check: inout JournalCheck, time: LedgerTime
  ) {
    for item in upload.entries {
      check.add(item.entry)
      noteMissing(item, key: key, time: time)
      apply(item, key: key, check: &check, time: time)
    }
  }

  private mutating func apply(
    _ item: UploadEntry, key: UploadKey, check: inout JournalCheck, time: LedgerTime
  ) {
    let serial = key.serial
    switch item.entry {
    case .paid(let digest, let amount):
      guard let payment = item.payment?.content, payment.payer == serial,
        payment.sequence == item.sequence, payment.amount == amount,
        item.previous == nil || payment.previous == item.previous
      else {
        check.isImpossible = true
        return
      }
      register(payment, digest, message: item.message, isVerified: false, time: time)
      noteByPayer(digest, time: time)
    case .received(let digest, _, _):
      receive(item, digest, by: serial, check: &check, time: time)
    case .refusedPayment(let digest):
      refuse(.payment(digest), by: serial, .journal(key), time: time)
    case .refusedRequest(let digest):
      refuse(.request(digest), by: serial, .journal(key), time: time)
    case .refunded(let digest, let amount, let byRequest, let signature):
      guard let row = book.payments[digest] else { return }
      guard row.payment.payer == serial, row.payment.amount == amount,
        refund(digest, byRequest: byRequest, signature: signature, time: time)
      else {
        check.isImpossible = true
        return
      }
    case .confirmed(let digest, let sequence, let signature):
      confirm(digest, sequence: sequence, signature: signature, time: time)
    case .granted(let results):
      acknowledge(results, by: serial, check: &check, time: time)
    case .unloaded(let amount):
      unload(amount, by: serial, time: time)
    }
  }

  private mutating func receive(
    _ item: UploadEntry, _ digest: Digest, by serial: Serial, check: inout JournalCheck,
    time: LedgerTime
  ) {
    guard let payment = item.payment?.content, payment.payee == serial else {
      check.isImpossible = true
      return
    }
    // A payer this ledger does not know (it was restored): nothing to book against, nobody to blame.
    guard book.purses[payment.payer] != nil, !check.isImpossible else { return }
    if let row = book.payments[digest], row.accepted == .journal || row.accepted == .delivery {
      // Taken twice: the value is counted once, and the journal says so itself.
      check.isImpossible = true
      return
    }
    register(payment, digest, message: item.message, isVerified: true, time: time)
    explain(payment, sealed: item.sealed, outer: item.message, time: time)
    accept(digest, source: .journal, time: time)
    // Whatever showed it first: from now on a second entry is one too many.
    book.payments.update(digest) { $0.accepted = .journal }
  }

  private mutating func unload(_ amount: Amount, by serial: Serial, time: LedgerTime) {
    guard let purse = book.purses[serial] else { return }
    // A convicted purse cashes out nothing.
    let target: LedgerAccount = purse.isConvicted ? .loss : .account(purse.account)
    move(amount, from: .shadow(serial), to: target, .unload, time: time)
  }

  /// What the purse made of its last grant.
  private mutating func acknowledge(
    _ results: GrantResults, by serial: Serial, check: inout JournalCheck, time: LedgerTime
  ) {
    guard let purse = book.purses[serial] else { return }
    // A grant that this ledger has forgotten says nothing it could check.
    guard results.number == purse.grantNumber else {
      if results.number < purse.grantNumber { check.isImpossible = true }
      return
    }
    guard let grant = try? Signed<SyncGrant>(purse.grant.span.bytes).content,
      results.answers(grant)
    else {
      check.isImpossible = true
      return
    }
    for i in 0..<results.deliveries.count {
      acknowledge(delivery: results.deliveries[i], by: purse, time: time)
    }
    for i in 0..<results.reversals.count {
      acknowledge(reversal: results.reversals[i], time: time)
    }
  }

  private mutating func acknowledge(
    delivery outcome: TransferOutcome, by purse: PurseRow, time: LedgerTime
  ) {
    let digest = outcome.payment
    guard let row = book.payments[digest] else { return }
    switch outcome.result {
    case .tookEffect:
      book.payments.update(digest) { $0.delivery = .tookEffect }
      accept(digest, source: .delivery, time: time)
    case .alreadyDone:
      book.payments.update(digest) { $0.delivery = .noEffect }
      accept(digest, source: .journal, time: time)
    case .refused:
      book.payments.update(digest) { $0.delivery = .noEffect }
    case .notOpen:
      book.payments.update(digest) { $0.delivery = .noEffect }
      guard row.accepted == .none, !row.refused else { return }
      // A ring journal may have dropped the acceptance; a refusal it would have kept (JRN-7). But a
      // request takes one payment: where another one closed it, this one was not taken.
      if purse.hasDropped, !isAnswered(row.payment.request) {
        accept(digest, source: .assumed, time: time)
      } else {
        undo(digest, time: time)
        queueEnd(digest)
      }
    }
  }

  /// A payment to the request is known to be accepted, or taken as such.
  private func isAnswered(_ request: Digest?) -> Bool {
    guard let request else { return false }
    return (book.byRequest[request] ?? []).contains { book.payments[$0]?.accepted ?? .none != .none }
  }

  private mutating func acknowledge(reversal outcome: TransferOutcome, time: LedgerTime) {
    let digest = outcome.payment
    guard book.payments[digest] != nil else { return }
    if outcome.result == .tookEffect {
      book.payments.update(digest) { $0.reversal = .tookEffect }
      giveBack(digest, .reversal, time: time)
    } else {
      book.payments.update(digest) { $0.reversal = .noEffect }
    }
  }

  /// Closes the account of an upload: what the purse declares, and whether it can be.
  mutating func finish(
    _ upload: Upload, key: UploadKey, check: JournalCheck, previous: PurseRow, time: LedgerTime
  ) {
    var check = check
    let request = upload.request.content
    check.close(request)
    book.purses.update(key.serial) { row in
      row.covered = request.last
      row.head = request.head
      row.declared = request.spendable + request.pending
      row.lastSync = time
    }
    if check.isImpossible { convictJournal(key, previous: previous, time: time) }
  }
}
