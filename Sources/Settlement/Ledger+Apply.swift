import Wire

extension Ledger {
  /// Books the entries in their order.
  mutating func apply(
    _ upload: Upload, key: UploadKey, check: inout JournalCheck, time: LedgerTime
  ) {
    if let totals = upload.request.content.totals {
      return book(totals, of: upload.request.content, &check, time: time)
    }
    for (item, previous) in zip(upload.entries, upload.previous) {
      check.add(item.entry)
      noteMissing(item, key: key, time: time)
      apply(item, after: previous, key: key, check: &check, time: time)
    }
  }

  private mutating func apply(
    _ item: UploadEntry, after previous: Head?, key: UploadKey, check: inout JournalCheck,
    time: LedgerTime
  ) {
    let serial = key.serial
    switch item.entry {
    case .paid(let digest, let amount):
      guard let payment = item.payment?.content,
        item.isOwnPayment(digest, amount, of: serial, after: previous)
      else { return check.blame() }
      register(payment, digest, message: item.message, isVerified: false, time: time)
      noteByPayer(digest, time: time)
    case .received(let digest, _, _):
      receive(item, digest, by: serial, check: &check, time: time)
    case .refusedPayment(let digest):
      refuse(.payment(digest), by: serial, .journal(key), time: time)
    case .refusedRequest(let digest):
      refuse(.request(digest), by: serial, .journal(key), time: time)
    case .refunded(let digest, let amount, let byRequest, let signature):
      refund(
        digest, amount, byRequest: byRequest, signature: signature, by: serial, check: &check,
        time: time)
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
    guard let payment = item.payment?.content, payment.isTaken(by: serial) else {
      return check.blame()
    }
    // A payer this ledger does not know (it was restored): nothing to book against, nobody to blame.
    guard book.purses.has(payment.payer) else {
      if !rules.mayHaveForgotten { suspendUnproved(serial) }
      return
    }
    // A purse of this class takes none from one that reports totals only (PUR-24).
    guard hasEntries(payment.payer) else { return suspendUnproved(serial) }
    guard !check.isImpossible else { return }
    let known = book.lookAtKnown(payment, digest) { row in
      (accepted: row.accepted, isVerified: row.isVerified || !row.byPayer)
    }
    if known?.accepted == .journal || known?.accepted == .delivery {
      // Taken twice: the value is counted once, and the journals say so themselves.
      return check.blame(uploadsTaking(digest, by: serial))
    }
    // One known from the payer's journal only was not verified again (LED-10).
    let isVerified = known?.isVerified ?? true
    register(payment, digest, message: item.message, isVerified: isVerified, time: time)
    explain(payment, sealed: item.sealed, outer: item.message, time: time)
    accept(digest, source: .journal, time: time)
    // Whatever showed it first: from now on a second entry is one too many.
    book.change(digest) { $0.accepted = .journal }
  }

  mutating func unload(_ amount: Amount, by serial: Serial, time: LedgerTime) {
    guard let purse = book.holder(of: serial) else { return }
    guard !purse.isClosed else { return }
    // A convicted purse cashes out nothing, and a suspended one only what the ledger can see.
    let seen = purse.isTrusted ? amount : min(amount, purse.shadow)
    guard !purse.isConvicted else {
      move(seen, from: .shadow(serial), to: .loss, .unload, time: time)
      return
    }
    _ = cashOut(seen, of: serial, .unload, time: time)
  }

  /// Closes the account of an upload: what the purse declares, and whether it can be.
  mutating func finish(
    _ upload: Upload, key: UploadKey, check: JournalCheck, previous: UploadKey?, time: LedgerTime
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
    if book.root(of: key.serial) != key.serial {
      book.updateHolder(of: key.serial) { $0.lastSync = time }
    }
    if check.isImpossible { convictJournal(key, previous: previous, check.parts, time: time) }
  }
}
