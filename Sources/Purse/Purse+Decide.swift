import Wire

extension Purse {
  /// Refuses every payment to an open request, and closes it (PUR-36).
  public mutating func refuse(
    expected: SequenceNumber, request: Digest, answer: inout PurseAnswer
  ) throws(PurseError) {
    try checkActiveOrSuspended()
    let fingerprint = request.fingerprint(3)
    if isRepetition(of: expected, fingerprint: fingerprint) {
      answer = state.last.answer
      return
    }
    try checkNext(expected)
    guard state.openRequest(request) != nil else { throw .askTheLedger }
    try refuse(.request(request), naming: request, fingerprint: fingerprint, answer: &answer)
  }

  /// Refuses one payment that this purse can prove it has not decided (PUR-37).
  public mutating func refuse(
    expected: SequenceNumber, payment message: RawSpan, answer: inout PurseAnswer
  ) throws(PurseError) {
    try checkActiveOrSuspended()
    let payment: Signed<Payment> = try parse(message)
    let digest = payment.digest(hash: crypto)
    let fingerprint = digest.fingerprint(4)
    if isRepetition(of: expected, fingerprint: fingerprint) {
      answer = state.last.answer
      return
    }
    try checkNext(expected)
    try checkRefusable(payment.content, digest)
    if payment.content.request == nil { try checkRoom(PurseLimits.decisionRoom) }
    try refuse(
      .payment(digest), naming: payment.content.request, fingerprint: fingerprint, answer: &answer)
  }

  /// As `checkUndecided`, but a wrong amount, or a policy without direct payments, is a reason to
  /// refuse and not a reason against it.
  private mutating func checkRefusable(_ payment: Payment, _ digest: Digest) throws(PurseError) {
    do {
      try checkUndecided(payment, digest)
    } catch .amountDiffers {
      return
    } catch .directNotAllowed {
      return
    } catch {
      throw error
    }
  }

  private mutating func refuse(
    _ subject: RefusalSubject, naming request: Digest?, fingerprint: UInt64,
    answer: inout PurseAnswer
  ) throws(PurseError) {
    _ = sign(Refusal(subject: subject), into: &answer)
    // Everything is checked; one durable change follows.
    let entry: JournalEntry
    switch subject {
    case .payment(let digest): entry = .refusedPayment(digest)
    case .request(let digest): entry = .refusedRequest(digest)
    }
    let sequence = state.sequence.next
    var record = RecordBytes()
    let head = begin(entry, fingerprint: fingerprint, &record)
    record.append(request == nil ? 0 : 1)
    record.append(request?.word ?? .zero)
    record.append(answer.span)
    try append(.refused, sequence: sequence, sealed: RawSpan(), record.span)
    state.applyRefused(subject, request: request, sequence: sequence, head: head)
    state.last = LastAnswer(fingerprint: fingerprint, answer: answer)
  }

  /// The payer's purse learns that its payment was taken (PUR-40).
  /// - Parameter certificate: the payee's.
  public mutating func take(
    expected: SequenceNumber, acceptance message: RawSpan, certificate: RawSpan
  ) throws(PurseError) {
    try checkActiveOrSuspended()
    let acceptance: Signed<Acceptance> = try parse(message)
    let payment = acceptance.content.payment
    let fingerprint = payment.fingerprint(5)
    if isRepetition(of: expected, fingerprint: fingerprint) { return }
    try checkNext(expected)
    guard let row = state.openDoubt(.payment(payment)) else { throw .unknownPayment }
    let digest = acceptance.digest(hash: crypto)
    try checkDecision(acceptance, digest, by: state.doubts.peek(row).payee, certificate)
    // Everything is checked; one durable change follows.
    let sequence = state.sequence.next
    var record = RecordBytes()
    let head = begin(
      .confirmed(
        payment: payment, sequence: acceptance.content.sequence, signature: acceptance.signature),
      fingerprint: fingerprint, &record)
    try append(.confirmed, sequence: sequence, sealed: RawSpan(), record.span)
    state.applyConfirmed(payment: payment, sequence: sequence, head: head)
    state.last = LastAnswer(fingerprint: fingerprint)
  }

  /// The payer's purse takes its money back on the payee's refusal, at once and offline (PUR-41).
  /// A refund restores money, not counts, and no limit blocks it.
  public mutating func take(
    expected: SequenceNumber, refusal message: RawSpan, certificate: RawSpan
  ) throws(PurseError) {
    try checkActiveOrSuspended()
    let refusal: Signed<Refusal> = try parse(message)
    let digest = refusal.digest(hash: crypto)
    let fingerprint = digest.fingerprint(6)
    if isRepetition(of: expected, fingerprint: fingerprint) { return }
    try checkNext(expected)
    guard let row = state.openDoubt(refusal.content.subject) else { throw .unknownPayment }
    let doubt = state.doubts.peek(row)
    try checkNotListed(doubt.payee)
    try checkDecision(refusal, digest, by: doubt.payee, certificate)
    // Only counterfeit comes near: what no balance can hold waits until some of it is paid out.
    guard (state.spendable + state.pending).adding(doubt.amount) != nil else {
      throw .balanceLimit
    }
    // Everything is checked; one durable change follows.
    var byRequest = false
    if case .request = refusal.content.subject { byRequest = true }
    let sequence = state.sequence.next
    var record = RecordBytes()
    let head = begin(
      .refunded(
        payment: doubt.payment, amount: doubt.amount, byRequest: byRequest,
        signature: refusal.signature),
      fingerprint: fingerprint, &record)
    try append(.refunded, sequence: sequence, sealed: RawSpan(), record.span)
    state.applyRefunded(payment: doubt.payment, sequence: sequence, head: head)
    state.last = LastAnswer(fingerprint: fingerprint)
  }

  private mutating func checkDecision<Content: MessageContent>(
    _ decision: Signed<Content>, _ digest: Digest, by payee: Serial, _ certificate: RawSpan
  ) throws(PurseError) {
    let key = try key(
      of: payee, certificate: certificate, now: state.latestTime, ignoringEnd: true)
    guard verifies(decision, digest, by: key) else { throw .badSignature }
  }
}
