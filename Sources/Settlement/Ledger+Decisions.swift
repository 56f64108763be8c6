import Wire

extension Ledger {
  /// A refusal is known, from whoever brought it (LED-25). It undoes a payment only while there is
  /// no acceptance of it; against an acceptance it convicts its signer and moves no money.
  mutating func refuse(
    _ subject: RefusalSubject, by payee: Serial, _ row: RefusalRow, time: LedgerTime
  ) {
    let key = RefusalKey(subject: subject, payee: payee)
    if book.refusals[key] == nil { book.refusals[key] = row }
    for digest in payments(of: subject, payee: payee) { refuse(digest, time: time) }
  }

  private mutating func refuse(_ digest: Digest, time: LedgerTime) {
    guard let row = book.payments[digest], !row.refused else { return }
    book.change(digest) { $0.refused = true }
    guard row.accepted == .none || row.accepted == .assumed || row.accepted == .payout else {
      return convictTwoFaced(digest, time: time)
    }
    noteRefused(row)
    book.change(digest) { $0.accepted = .none }
    undo(digest, time: time)
    queueEnd(digest)
  }

  /// The known payments that a refusal speaks of.
  private func payments(of subject: RefusalSubject, payee: Serial) -> [Digest] {
    switch subject {
    case .payment(let digest):
      guard book.payments[digest]?.payment.payee == payee else { return [] }
      return [digest]
    case .request(let request):
      return book.payments(naming: request).filter {
        book.payments[$0]?.payment.payee == payee
      }
    }
  }

  /// The payer's purse has taken a refund on a refusal that its journal holds (LED-26).
  mutating func refund(
    _ digest: Digest, _ amount: Amount, byRequest: Bool, signature: Signature, by serial: Serial,
    check: inout JournalCheck, time: LedgerTime
  ) {
    guard let row = book.payments[digest] else {
      // A purse refunds itself only what its own journal has, here or in the upload before.
      if check.isContiguous { check.blame() }
      return
    }
    guard row.payment.payer == serial, row.payment.amount == amount, !row.refundedByPayer,
      row.reversal != .tookEffect,
      let subject = row.payment.refusalSubject(digest, byRequest: byRequest)
    else { return check.blame() }
    // A payee this ledger does not know (it was restored): its refusal cannot be checked. To nobody the
    // payment would come back all the same, and it must not come back twice.
    guard let payee = book.purses[row.payment.payee] else {
      book.change(digest) { $0.refundedByPayer = true }
      return giveBack(digest, .refund, time: time)
    }
    let refusal = Signed(
      content: Refusal(subject: subject), signature: signature,
      algorithm: payee.certificate.key.suite.algorithm)
    let isKnown = book.refusals[RefusalKey(subject: subject, payee: row.payment.payee)] != nil
    if !isKnown {
      book.totals.signatureChecks += 1
      guard crypto.holds(refusal, by: payee.certificate.key, beside: brought) else {
        return check.blame([payee.certificateMessage])
      }
    }
    let message = kept([UInt8](refusal), refusal, by: payee.certificate.key)
    refuse(subject, by: row.payment.payee, .message(message), time: time)
    book.change(digest) { $0.refundedByPayer = true }
    if let now = book.payments[digest], now.booking == .settled || now.booking == .waiting {
      // Accepted and refused: the refund was paid by a broken purse, at the central bank's cost.
      move(
        now.payment.amount, from: .loss, to: .shadow(now.payment.payer), .refund, payment: digest,
        time: time)
    } else {
      giveBack(digest, .refund, time: time)
    }
  }

  /// The payer's purse holds an acceptance (LED-27).
  mutating func confirm(
    _ digest: Digest, sequence: SequenceNumber, signature: Signature, time: LedgerTime
  ) {
    guard let row = book.payments[digest],
      row.accepted == .none || row.accepted == .assumed
        || (row.refused && book.acceptances[digest] == nil),
      let payee = book.purses[row.payment.payee]
    else { return }
    let acceptance = Signed(
      content: Acceptance(payment: digest, sequence: sequence), signature: signature,
      algorithm: payee.certificate.key.suite.algorithm)
    book.totals.signatureChecks += 1
    guard crypto.holds(acceptance, by: payee.certificate.key, beside: brought) else { return }
    book.acceptances[digest] = kept([UInt8](acceptance), acceptance, by: payee.certificate.key)
    accept(digest, source: .document, time: time)
  }
}
