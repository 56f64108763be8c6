import Wire

/// What a holder wants of the next sync.
public struct SyncWishes: Equatable, Sendable {
  /// Amount to load from the account; zero for none.
  public var load = Amount.zero
  public var unblockPIN = false
  public init() {}
}

extension Purse {
  /// Reports to the ledger. While a request waits for its grant, the same bytes come again, and new
  /// wishes wait (SYN-2).
  public mutating func syncRequest(
    wishes: SyncWishes, answer: inout Bytes<512>
  ) throws(PurseError) {
    try checkMaySync()
    if state.syncRequest == nil { try makeSyncRequest(wishes) }
    answer.removeAll()
    state.syncRequest?.encode(into: &answer)
  }

  private mutating func makeSyncRequest(_ wishes: SyncWishes) throws(PurseError) {
    let totals = makeTotals()
    let checkpoint = totals == nil ? try makeCheckpoint() : nil
    endInterim(state.latestTime)
    var request = SyncRequest(
      serial: certificate.serial, lastGrant: state.lastGrant,
      first: (checkpoint?.through ?? state.covered).next, last: state.sequence, head: state.head,
      spendable: state.spendable, pending: state.pending, policyNumber: policy.number,
      blockListNumber: completeListNumber(), appletVersion: crypto.appletVersion,
      nextKey: isRestored ? state.offeredKey : offerKey(),
      load: wishes.load.isZero ? nil : wishes.load, unblockPIN: wishes.unblockPIN,
      checkpoint: checkpoint, restored: isRestored)
    if let totals { request.summary = .totals(totals) }
    var message = Bytes<512>()
    let signature = sign(request, into: &message).signature
    state.syncRequest = Signed(
      content: request, signature: signature, algorithm: suite.algorithm)
    state.countersAtRequest = state.counters
    try rewrite()
  }

  /// What a ring journal has dropped, and what of that prefix was kept (SYN-8).
  private mutating func makeCheckpoint() throws(PurseError) -> Checkpoint? {
    guard let dropped = state.dropped else { return nil }
    // Payments that have ended meanwhile leave the bank first: from the checkpoint on, what is in the
    // bank is what goes up.
    try rewrite()
    var kept = Head.start
    var offset = Log<Storage>.bankHeader
    while let record = log.record(at: offset) {
      offset = record.end
      guard record.kind != .sealed, record.sequence != .none, state.isLive(record),
        record.sequence <= dropped.through
      else { continue }
      kept = kept.extended(by: keptItem(record).span, hash: crypto)
    }
    return Checkpoint(
      through: dropped.through, head: dropped.head, sent: dropped.sent,
      received: dropped.received, kept: kept)
  }

  private mutating func keptItem(_ record: Record) -> GrantRecordBytes {
    var payload = GrantRecordBytes()
    log.readPayload(record, into: &payload)
    let parts = RecordParts(payload)
    var item = GrantRecordBytes()
    item.append(bigEndian: record.sequence.value, size: 8)
    item.append(payload.span.extracting(parts.entry))
    return item
  }

  /// Applies the grant that answers the outstanding request (SYN-10). Applying the last one again
  /// changes nothing. No limit blocks a grant.
  public mutating func apply(grant message: RawSpan) throws(PurseError) {
    try apply(grant: message, mustUnblock: false, newPIN: nil)
  }

  /// The same, only for a grant that unblocks the PIN. A holder who has forgotten his gives a new
  /// one with it (PUR-17).
  public mutating func unblock(
    grant message: RawSpan, newPIN: consuming PIN?
  ) throws(PurseError) {
    try apply(grant: message, mustUnblock: true, newPIN: newPIN)
  }

  private mutating func apply(
    grant message: RawSpan, mustUnblock: Bool, newPIN: consuming PIN?
  ) throws(PurseError) {
    try checkMaySync()
    let signed: Signed<SyncGrant> = try parse(message)
    let grant = signed.content
    let digest = signed.digest(hash: crypto)
    if grant.number == state.lastGrant, digest == state.lastGrantDigest { return }
    guard let request = state.syncRequest, grant.serial == certificate.serial,
      grant.number == state.lastGrant.next, grant.request == request.digest(hash: crypto),
      grant.covered == request.content.last,
      let leaving = grant.released.adding(grant.swept), leaving <= state.pending,
      grant.unblockPIN || !mustUnblock
    else { throw .grantDoesNotMatch }
    guard let ledger = ledgerKey, verifies(signed, digest, by: ledger) else {
      throw .badSignature
    }
    guard canHold(grant) else { throw .balanceLimit }
    if let renewed = grant.certificate, issuerRow(renewed.content.issuer) == nil {
      throw .unknownIssuer
    }
    // Who drops the second signature of what is in a grant has the purse wait, not do without it (SUI-26).
    if suite == .es256MLDSA65, let renewed = grant.certificate, !isIssued(renewed) {
      throw .badSignature
    }
    try checkRestoring(grant)
    // Everything is checked; one durable change follows.
    let results = state.settle(grant, digest: digest)
    state.cover(request.content)
    if grant.restored { state.leaveBehind() }
    state.lastGrant = grant.number
    state.lastGrantDigest = digest
    state.lastGrantTime = grant.time
    state.latestTime = max(state.latestTime, grant.time)
    state.syncRequest = nil
    takeRenewals(grant)
    if let newPIN {
      state.pin.salt = crypto.random()
      state.pin.verifier = newPIN.verifier(salt: state.pin.salt, hash: crypto)
    }
    var record = GrantRecordBytes()
    let head = begin(results, fingerprint: digest.fingerprint(8), &record)
    state.advance(to: state.sequence.next, head: head)
    state.last = LastAnswer(fingerprint: digest.fingerprint(8))
    try rewrite(granted: state.sequence, record.span)
  }

  /// The policy's limits never block a grant; only what no balance can hold waits until the purse
  /// has paid some of it out.
  private mutating func canHold(_ grant: SyncGrant) -> Bool {
    var held = (state.spendable + state.pending).adding(grant.load)
    for i in 0..<grant.deliveries.count { held = held?.adding(grant.deliveries[i].amount) }
    for i in 0..<grant.reversals.count { held = held?.adding(grant.reversals[i].amount) }
    return held != nil
  }

  /// Certificate and policy, where they are better than what the purse has.
  private mutating func takeRenewals(_ grant: SyncGrant) {
    if let renewed = grant.certificate, renewed.content.currency == certificate.currency,
      renewed.content.reporting == certificate.reporting, isIssued(renewed)
    {
      if renewed.content.serial != certificate.serial {
        rotate(to: renewed)
      } else if renewed.content.key == certificate.key {
        state.certificate = renewed
      }
      if let row = issuerRow(certificate.issuer) { adopt(issuer: row) }
    }
    if let policy = grant.policy, isAcceptable(policy) { state.policy = policy }
    switch grant.state {
    case .active: state.lifeCycle = .active
    case .suspended: state.lifeCycle = .suspended
    case .terminated:
      // Closed: its value was paid out on a claim (CLM-24).
      state.lifeCycle = .terminated
      state.spendable = .zero
      state.pending = .zero
    }
    if grant.unblockPIN { state.pin.triesLeft = PurseLimits.pinTries }
  }

  /// An issuer that this purse knows has signed the certificate.
  mutating func isIssued(_ certificate: Signed<Certificate>) -> Bool {
    for i in 0..<state.authorities.count
    where state.authorities[i].id == certificate.content.issuer
      && state.authorities[i].role == .issuer
    {
      guard
        certificate.content.key.suite != .es256MLDSA65
          || state.authorities[i].key.suite == .es256MLDSA65
      else { return false }
      return verifies(
        certificate, certificate.digest(hash: crypto), by: state.authorities[i].key)
    }
    return false
  }
}
