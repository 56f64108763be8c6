import Wire

extension Policy {
  /// What this policy becomes while an emergency lasts (docs/spec/purse.md, PUR-61): four times the operations, sums
  /// and days without a sync, twice the balance and the payment, and received value can be spent again. Rules about
  /// PINs, evidence and reporting stay.
  /// - Parameter end: from then on this policy holds again.
  /// - Returns: interim, of the same identifier; its number is given when it is published.
  public func relaxed(until end: LedgerTime) -> Policy {
    var policy = self
    policy.number = 0
    policy.interim = true
    policy.validUntil = end
    policy.operations = operations?.times(4)
    // A device that is not meant to pay or to be paid stays what it is: nothing is no limit that could be wider.
    policy.operationsSent = operationsSent?.times(4)
    policy.operationsReceived = operationsReceived?.times(4)
    policy.reuseOperations = reuseOperations?.times(4)
    policy.sumSent = sumSent?.times(4)
    policy.sumReceived = sumReceived?.times(4)
    policy.daysSinceSync = daysSinceSync?.times(4)
    policy.largestBalance = largestBalance?.times(2)
    policy.largestPayment = largestPayment?.times(2)
    // What is swept to the account at the next sync was never the purse's to spend.
    policy.reuse = reuse || !sweep
    return policy
  }
}

extension UInt32 {
  fileprivate func times(_ factor: UInt32) -> UInt32 {
    let (product, overflows) = multipliedReportingOverflow(by: factor)
    return overflows ? .max : product
  }
}

extension Amount {
  fileprivate func times(_ factor: UInt64) -> Amount {
    let (product, overflows) = minorUnits.multipliedReportingOverflow(by: factor)
    return overflows ? .largest : Amount(minorUnits: product) ?? .largest
  }
}
