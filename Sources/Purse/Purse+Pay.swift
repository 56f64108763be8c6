import Wire

extension Purse {
  /// Pays a request: debit, journal entry and signature in one durable write (PUR-31).
  /// - Parameters:
  ///   - expected: the sequence the caller expects this payment to have.
  ///   - certificate: the payee's, needed only where the policy has payees verified; may be empty.
  ///   - answer: the payment; the same again when the command is repeated.
  ///   - sealed: what travels beside it for the ledger; empty when there is nothing to tell.
  public mutating func pay(
    expected: SequenceNumber, request message: RawSpan, certificate: RawSpan, time: LedgerTime?,
    answer: inout PurseAnswer, sealed: inout SealedBytes
  ) throws(PurseError) {
    try checkActive()
    let request: Signed<Request> = try parse(message)
    let digest = request.digest(hash: crypto)
    let fingerprint = digest.fingerprint(1)
    if isRepetition(of: expected, fingerprint: fingerprint) {
      return repeatPayment(answer: &answer, sealed: &sealed)
    }
    try checkNext(expected)
    guard request.content.payee != self.certificate.serial else { throw .notForThisPurse }
    guard request.content.currency == self.certificate.currency else { throw .wrongCurrency }
    // Who cannot read the decision, or whose payment cannot be read, does not pay (SUI-6).
    guard crypto.suites.reads(request.algorithm),
      request.content.suites.contains(suite),
      request.content.suites.intersection(.decidesInSuite3).bits == 0
        || crypto.suites.contains(.es256MLDSA65)
    else { throw .unsupportedSuite }
    try checkNotListed(request.content.payee)
    let now = latest(time)
    // A payment to the other class would never end (PRV-50).
    if policy.verifyPayee || reportsTotalsOnly {
      let key = try key(
        of: request.content.payee, certificate: certificate, now: now, ignoringEnd: false)
      guard verifies(request, digest, by: key) else { throw .badSignature }
    }
    try pay(
      request.content.amount, to: request.content.payee, request: digest, now: now,
      fingerprint: fingerprint, answer: &answer, sealed: &sealed)
  }

  /// Pays a serial that is known from a sticker, a message or an earlier payment: one tap (PUR-32).
  public mutating func payDirect(
    expected: SequenceNumber, amount: Amount, payee: Serial, certificate: RawSpan,
    time: LedgerTime?, answer: inout PurseAnswer, sealed: inout SealedBytes
  ) throws(PurseError) {
    try checkActive()
    let fingerprint = payee.value &* 0x1656_67B1_9E37_79F9 ^ amount.minorUnits
    if isRepetition(of: expected, fingerprint: fingerprint) {
      return repeatPayment(answer: &answer, sealed: &sealed)
    }
    try checkNext(expected)
    guard payee != self.certificate.serial else { throw .notForThisPurse }
    let now = latest(time)
    guard policy.direct, !reportsTotalsOnly else { throw .directNotAllowed }
    try checkNotListed(payee)
    if policy.verifyPayee {
      _ = try key(of: payee, certificate: certificate, now: now, ignoringEnd: false)
    }
    try pay(
      amount, to: payee, request: nil, now: now, fingerprint: fingerprint, answer: &answer,
      sealed: &sealed)
  }

  private mutating func pay(
    _ amount: Amount, to payee: Serial, request: Digest?, now: LedgerTime, fingerprint: UInt64,
    answer: inout PurseAnswer, sealed: inout SealedBytes
  ) throws(PurseError) {
    let verification = try checkHolder(for: amount)
    try checkMaySend(amount, verification, now)
    sealed.removeAll()
    let commitment = try sealEvidence(for: amount, into: &sealed)
    guard !state.doubts.isFull else { throw .syncFirst }
    try checkRoom(
      PurseLimits.paymentRoom + PurseLimits.doubtRoom + Record.size(payload: sealed.count))
    let payment = Payment(
      payer: certificate.serial, sequence: state.sequence.next, previous: state.head,
      amount: amount, payee: payee, request: request, verification: verification,
      sealed: commitment)
    let digest = sign(payment, into: &answer).digest
    // Everything is checked; one durable change follows.
    var record = RecordBytes()
    let head = begin(
      .paid(payment: digest, amount: amount), fingerprint: fingerprint, &record)
    record.append(answer.span)
    try append(.paid, sequence: payment.sequence, sealed: sealed.span, record.span)
    state.applyPaid(payment, digest: digest, head: head)
    state.last = LastAnswer(fingerprint: fingerprint, answer: answer)
    holderVerified = false
  }

  private mutating func repeatPayment(answer: inout PurseAnswer, sealed: inout SealedBytes) {
    answer = state.last.answer
    sealed.removeAll()
    readSealed(of: state.sequence, into: &sealed)
  }
}
