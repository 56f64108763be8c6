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
    book.payments.update(digest) { $0.refused = true }
    guard row.accepted == .none || row.accepted == .assumed else {
      return convictTwoFaced(digest, time: time)
    }
    book.payments.update(digest) { $0.accepted = .none }
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
      return (book.byRequest[request] ?? []).filter {
        book.payments[$0]?.payment.payee == payee
      }
    }
  }

  /// The payer's purse has taken a refund on a refusal that its journal holds (LED-26).
  mutating func refund(
    _ digest: Digest, byRequest: Bool, signature: Signature, time: LedgerTime
  ) -> Bool {
    guard let row = book.payments[digest], !row.refundedByPayer else { return false }
    let subject: RefusalSubject
    if byRequest {
      guard let request = row.payment.request else { return false }
      subject = .request(request)
    } else {
      subject = .payment(digest)
    }
    let refusal = Signed(content: Refusal(subject: subject), signature: signature)
    guard let payee = book.purses[row.payment.payee] else { return false }
    let isKnown = book.refusals[RefusalKey(subject: subject, payee: row.payment.payee)] != nil
    if !isKnown {
      book.totals.signatureChecks += 1
      guard
        crypto.verify(
          signature, over: refusal.digest(hash: crypto), by: payee.certificate.key)
      else { return false }
    }
    refuse(subject, by: row.payment.payee, .message([UInt8](refusal)), time: time)
    book.payments.update(digest) { $0.refundedByPayer = true }
    if let now = book.payments[digest], now.accepted != .none {
      // Accepted and refused: the refund was paid by a broken purse, at the central bank's cost.
      move(
        now.payment.amount, from: .loss, to: .shadow(now.payment.payer), .refund, payment: digest,
        time: time)
    } else {
      giveBack(digest, .refund, time: time)
    }
    return true
  }

  /// The payer's purse holds an acceptance (LED-27).
  mutating func confirm(
    _ digest: Digest, sequence: SequenceNumber, signature: Signature, time: LedgerTime
  ) {
    guard let row = book.payments[digest],
      row.accepted == .none || row.accepted == .assumed || row.refused,
      let payee = book.purses[row.payment.payee]
    else { return }
    let acceptance = Signed(
      content: Acceptance(payment: digest, sequence: sequence), signature: signature)
    book.totals.signatureChecks += 1
    guard
      crypto.verify(signature, over: acceptance.digest(hash: crypto), by: payee.certificate.key)
    else { return }
    book.acceptances[digest] = [UInt8](acceptance)
    accept(digest, source: .document, time: time)
  }
}
