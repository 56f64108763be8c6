import Wire

extension PurseState {
  /// Moves the money of a grant and says what became of each delivery and reversal (SYN-20, 21).
  mutating func settle(_ grant: SyncGrant, digest: Digest) -> GrantResults {
    var results = GrantResults(
      number: grant.number, grant: digest, load: grant.load, released: grant.released,
      swept: grant.swept)
    pending = pending - (grant.released + grant.swept)
    spendable = spendable + (grant.load + grant.released)
    for i in 0..<grant.deliveries.count {
      let delivery = grant.deliveries[i]
      results.deliveries.append(
        TransferOutcome(
          payment: delivery.payment, amount: delivery.amount, result: deliver(delivery)))
    }
    for i in 0..<grant.reversals.count {
      let reversal = grant.reversals[i]
      results.reversals.append(
        TransferOutcome(
          payment: reversal.payment, amount: reversal.amount, result: reverse(reversal)))
    }
    return results
  }

  /// A delivery takes effect only while its request is open or its direct payment undecided and allowed
  /// by the policy (SYN-20).
  private mutating func deliver(_ delivery: Delivery) -> TransferResult {
    if let request = delivery.request {
      guard let row = openRequest(request), openRequests[row].amount == delivery.amount else {
        return .notOpen
      }
      openRequests.remove(at: row)
    } else {
      if let decided = decision(onDirect: delivery.payment) {
        return decided.accepted ? .alreadyDone : .refused
      }
      // Who takes no direct payment by tap gets none this way either: the merchant must start.
      let isTaken = policy?.content.direct == true
      // A full set answers every direct payment with "ask the ledger", so this one stays decided.
      if !decided.isFull {
        decided.append(DecidedDirect(payment: delivery.payment, accepted: isTaken))
      }
      guard isTaken else { return .refused }
    }
    if policy?.content.sweep == true {
      pending = pending + delivery.amount
    } else {
      spendable = spendable + delivery.amount
    }
    return .tookEffect
  }

  /// A reversal takes effect unless the purse has been refunded by the payee itself.
  private mutating func reverse(_ reversal: Reversal) -> TransferResult {
    if let row = doubt(of: reversal.payment) {
      if doubts[row].refund != nil { return .alreadyDone }
      doubts.remove(at: row)
    }
    spendable = spendable + reversal.amount
    return .tookEffect
  }

  /// What the ledger has booked is its to end: payments in doubt up to there are handed over, and
  /// counting begins anew with what came after the request.
  ///
  /// The ledger takes over nothing of a purse that reports totals only: what is in doubt stays so (PRV-52).
  mutating func cover(_ request: SyncRequest) {
    let takesOver = request.totals == nil
    covered = request.last
    coveredHead = request.head
    counters = counters.since(countersAtRequest)
    countersAtRequest = EpochCounters()
    if let dropped, dropped.through <= covered { self.dropped = nil }
    var i = 0
    while i < doubts.count {
      let end = doubts[i].refund ?? (takesOver ? doubts[i].sequence : sequence.next)
      if end <= covered { doubts.remove(at: i) } else { i += 1 }
    }
    while !backing.isEmpty, backing[0].sequence <= covered { backing.remove(at: 0) }
  }
}
