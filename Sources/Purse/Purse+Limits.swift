import Wire

extension Purse {
  /// The latest time the purse may believe: ledger-signed, or one that only makes it stricter.
  /// A policy that has ended at that time is no longer in force.
  mutating func latest(_ hint: LedgerTime?) -> LedgerTime {
    var now = state.latestTime
    if let hint, hint > now { now = hint }
    endInterim(now)
    return now
  }

  /// Ends that bind once a later time was seen (PUR-20).
  mutating func checkEnds(_ now: LedgerTime) throws(PurseError) {
    if let end = policy.validUntil, now >= end { throw .policyExpired }
    guard !isOutdated(min(certificate.appletVersion, crypto.appletVersion), now) else {
      throw .outdated
    }
    if let days = policy.daysSinceSync, now > state.lastGrantTime.adding(days: days) {
      throw .syncOverdue
    }
    guard now <= certificate.notAfter else { throw .certificateExpired }
  }

  /// Whether a purse of this version neither pays nor is paid any more (PUR-26).
  mutating func isOutdated(_ version: UInt16, _ now: LedgerTime) -> Bool {
    version < policy.floor && now >= policy.floorFrom
  }

  /// The policy's limits on paying, in the order of PUR-21.
  mutating func checkMaySend(
    _ amount: Amount, _ verification: HolderVerification, _ now: LedgerTime
  ) throws(PurseError) {
    guard !amount.isZero else { throw .amountZero }
    try checkEnds(now)
    if let limit = policy.largestPayment, amount > limit { throw .aboveLargestPayment }
    if verification == .none, let limit = policy.largestWithoutPIN, amount > limit {
      throw .aboveLargestPayment
    }
    if let limit = policy.operations, state.counters.operations >= limit {
      throw .operationsUsedUp
    }
    if let limit = policy.operationsSent, state.counters.sent >= limit { throw .operationsUsedUp }
    // Without a limit of its own a sum still has the largest amount's, as has the balance below.
    guard let sent = state.counters.sumSent.adding(amount), sent <= policy.sumSent ?? .largest
    else { throw .sumUsedUp }
    try checkFunds(amount)
  }

  mutating func checkFunds(_ amount: Amount) throws(PurseError) {
    if amount <= state.spendable { return }
    let held = state.spendable + state.pending
    throw amount <= held ? .valuePending : .insufficientFunds
  }

  /// The policy's limits on being paid, in the order of PUR-22. Where the policy has none, the
  /// largest amount is the limit: a broken purse may sign any amount, and a sum must not trap.
  mutating func checkMayReceive(_ amount: Amount, _ now: LedgerTime) throws(PurseError) {
    guard !amount.isZero else { throw .amountZero }
    try checkEnds(now)
    if let limit = policy.largestPayment, amount > limit { throw .aboveLargestPayment }
    if let limit = policy.operations, state.counters.operations >= limit {
      throw .operationsUsedUp
    }
    if let limit = policy.operationsReceived, state.counters.received >= limit {
      throw .operationsUsedUp
    }
    guard let received = state.counters.sumReceived.adding(amount),
      received <= policy.sumReceived ?? .largest
    else { throw .sumUsedUp }
    // What is in doubt may come back to the balance at any time.
    let held = state.spendable + state.pending
    guard let balance = held.adding(amount), balance <= policy.largestBalance ?? .largest,
      state.total()?.adding(amount) != nil
    else { throw .balanceLimit }
  }

  /// Received value waits for a sync: the policy forbids reuse, or its operations with reuse are
  /// used up and the purse degrades to staged (PUR-23).
  var receivesToPending: Bool {
    mutating get {
      guard policy.reuse else { return true }
      guard let limit = policy.reuseOperations else { return false }
      return state.counters.operations >= limit
    }
  }
}
