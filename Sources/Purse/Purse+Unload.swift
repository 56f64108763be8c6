import Wire

extension Purse {
  /// Takes value out of the purse, to be booked to the account by the next sync (PUR-45).
  public mutating func unload(
    expected: SequenceNumber, amount: Amount
  ) throws(PurseError) {
    try checkActiveOrSuspended()
    let fingerprint = amount.minorUnits &* 0x9FB2_1C65_1E98_DF25 ^ 7
    if isRepetition(of: expected, fingerprint: fingerprint) { return }
    try checkNext(expected)
    if policy.pinRule != .never && !holderVerified { try refuseWithoutPIN() }
    guard !amount.isZero else { throw .amountZero }
    try checkFunds(amount)
    try checkRoom(PurseLimits.doubtRoom)
    // Everything is checked; one durable change follows.
    let sequence = state.sequence.next
    var record = RecordBytes()
    let head = begin(.unloaded(amount), fingerprint: fingerprint, &record)
    try append(.unloaded, sequence: sequence, sealed: RawSpan(), record.span)
    state.applyUnloaded(amount, sequence: sequence, head: head)
    state.last = LastAnswer(fingerprint: fingerprint)
    holderVerified = false
  }
}
