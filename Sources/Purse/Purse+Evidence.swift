import Wire

extension Purse {
  /// Seals what backs a payment for the ledger (MSG-30, PUR-50). Money is spent own load first, then
  /// received payments oldest first; those that this payment spends, and that the ledger does not
  /// know from this purse, are its evidence. Nil when there are none.
  mutating func sealEvidence(
    for amount: Amount, into sealed: inout SealedBytes
  ) throws(PurseError) -> Commitment? {
    guard policy.evidence != .off, !reportsTotalsOnly, !state.backing.isEmpty else { return nil }
    let range = backingSpent(by: amount)
    guard !range.isEmpty else { return nil }
    let limit = min(Int(policy.evidenceBytes ?? UInt32(PurseLimits.sealed)), PurseLimits.sealed)
    let chosen = fit(range, into: limit - SealedPart.overhead - Self.fixedPart)
    if chosen.included < range.count {
      if policy.evidence == .required { throw .evidenceTooLong }
      if chosen.included == 0 { return nil }
    }
    write(range, chosen, into: &sealed)
    let commitment = SealedPart.commitment(to: sealed.span, hash: crypto)
    crypto.seal(&sealed, under: state.purseKey, commitment: commitment)
    return commitment
  }

  /// Bytes of a sealed part beside its evidence: array heads, salt, counters.
  private static var fixedPart: Int { 1 + 17 + 1 + 4 * 9 + 3 }

  /// The rows of `backing` that the next `amount` of spendable value comes from.
  private mutating func backingSpent(by amount: Amount) -> Range<Int> {
    let spendable = state.spendable.minorUnits
    let left = spendable - amount.minorUnits
    var newer: UInt64 = 0
    var first = state.backing.count
    var end = state.backing.count
    var i = state.backing.count - 1
    while i >= 0 {
      let row = state.backing[i].amount.minorUnits
      // Distances from the newest: this row lies between `newer` and `newer + row`.
      if newer < spendable && newer + row > left {
        first = i
      } else if newer + row <= left {
        end = i
      }
      newer += row
      i -= 1
    }
    return first < end ? first..<end : 0..<0
  }

  /// How many rows, and which of their own sealed parts (a bit each), fit into `limit` bytes.
  private mutating func fit(_ range: Range<Int>, into limit: Int) -> (included: Int, nested: UInt32)
  {
    var used = 0
    var nested: UInt32 = 0
    var included = 0
    for i in range {
      guard let sizes = sizes(of: state.backing[i].sequence) else { break }
      let bare = sizes.payment + 3 + 2
      guard used + bare <= limit else { break }
      used += bare
      included += 1
      if sizes.sealed > 0, used + sizes.sealed + 2 <= limit {
        used += sizes.sealed + 2
        nested |= 1 << UInt32(i)
      }
    }
    return (included, nested)
  }

  private mutating func write(
    _ range: Range<Int>, _ chosen: (included: Int, nested: UInt32), into sealed: inout SealedBytes
  ) {
    sealed.putArray(3)
    let salt = crypto.random().bytes
    sealed.putBytes(salt.span.bytes.extracting(first: 16))
    sealed.putArray(4)
    sealed.putUInt(UInt64(state.counters.sent))
    sealed.putUInt(UInt64(state.counters.received))
    sealed.putUInt(state.counters.sumSent.minorUnits)
    sealed.putUInt(state.counters.sumReceived.minorUnits)
    sealed.putArray(chosen.included)
    for i in range.lowerBound..<(range.lowerBound + chosen.included) {
      sealed.putArray(2)
      var payment = PurseAnswer()
      readPayment(at: state.backing[i].sequence, into: &payment)
      sealed.putBytes(payment.span)
      if chosen.nested >> UInt32(i) & 1 == 1 {
        var inner = SealedBytes()
        readSealed(of: state.backing[i].sequence, into: &inner)
        sealed.putBytes(inner.span)
      } else {
        sealed.putNull()
      }
    }
  }
}
