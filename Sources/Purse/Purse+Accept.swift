import Wire

extension Purse {
  /// Takes a payment: credit, journal entry and signed acceptance in one durable write (PUR-33).
  /// - Parameters:
  ///   - certificate: the payer's.
  ///   - sealed: what came beside the payment, or empty; kept for the ledger where there is room.
  ///   - answer: the acceptance; the same again when the command is repeated.
  public mutating func accept(
    expected: SequenceNumber, payment message: RawSpan, certificate: RawSpan, sealed: RawSpan,
    time: LedgerTime?, answer: inout PurseAnswer
  ) throws(PurseError) {
    try checkActive()
    let payment: Signed<Payment> = try parse(message)
    let content = payment.content
    let digest = payment.digest(hash: crypto)
    let fingerprint = digest.fingerprint(2)
    if isRepetition(of: expected, fingerprint: fingerprint) {
      answer = state.last.answer
      return
    }
    try checkNext(expected)
    let now = latest(time)
    try checkUndecided(content, digest)
    try checkNotListed(content.payer)
    let key = try key(of: content.payer, certificate: certificate, now: now, ignoringEnd: false)
    if let floor = policy.suiteFloor, key.suite.isBelow(floor) { throw .unsupportedSuite }
    guard verifies(payment, digest, by: key) else { throw .badSignature }
    if policy.pinToReceive && !holderVerified { try refuseWithoutPIN() }
    try checkMayReceive(content.amount, now)
    // A direct payment has no room reserved, as an open request has.
    if content.request == nil { try checkRoom(PurseLimits.decisionRoom) }
    let acceptance = Acceptance(payment: digest, sequence: state.sequence.next)
    _ = sign(acceptance, into: &answer)
    // Everything is checked; one durable change follows.
    let toPending = receivesToPending
    var record = RecordBytes()
    let head = begin(
      .received(payment: digest, amount: content.amount, signature: payment.signature),
      fingerprint: fingerprint, &record)
    record.append(toPending ? 1 : 0)
    record.append(UInt8(truncatingIfNeeded: message.byteCount))
    record.append(UInt8(truncatingIfNeeded: message.byteCount >> 8))
    record.append(message)
    record.append(answer.span)
    let keeps = mayKeep(sealed, of: content)
    try append(
      .received, sequence: acceptance.sequence, sealed: keeps ? sealed : RawSpan(), record.span)
    state.applyReceived(
      content, digest: digest, toPending: toPending, sequence: acceptance.sequence, head: head)
    state.last = LastAnswer(fingerprint: fingerprint, answer: answer)
    holderVerified = false
  }

  /// The payment is for this serial and, as far as this purse can prove, undecided (PUR-34).
  mutating func checkUndecided(_ payment: Payment, _ digest: Digest) throws(PurseError) {
    guard payment.payer != certificate.serial else { throw .notForThisPurse }
    guard payment.payee == certificate.serial else { throw .notForThisPurse }
    if let request = payment.request {
      guard let row = state.openRequest(request) else { throw .askTheLedger }
      guard state.openRequests.peek(row).amount == payment.amount else { throw .amountDiffers }
    } else {
      if let decided = state.decision(onDirect: digest) {
        throw decided.accepted ? .alreadyAccepted : .alreadyRefused
      }
      guard !state.decided.isFull else { throw .askTheLedger }
      guard policy.direct, !reportsTotalsOnly else { throw .directNotAllowed }
    }
  }

  /// A sealed part never takes the room of the decision itself, nor any other's.
  private mutating func mayKeep(_ sealed: RawSpan, of payment: Payment) -> Bool {
    let own = payment.request == nil ? PurseLimits.decisionRoom : 0
    return payment.sealed != nil && !sealed.isEmpty && sealed.byteCount <= PurseLimits.sealed
      && room >= own + Record.size(payload: sealed.byteCount)
  }
}
