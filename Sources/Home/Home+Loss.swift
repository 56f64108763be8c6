import Settlement
import Wire

/// Rules of the ledger for the purses of a policy, which no purse enforces (docs/spec/claims.md).
extension Home {
  /// Sets whether purses of a policy bear shares of what convicted purses cost, from the next conviction on (SUS-20).
  public func set(bears: Bool, policyID id: UInt16) throws {
    var bearers = ledger.rules.bearers
    if bears { bearers.insert(id) } else { bearers.remove(id) }
    try update { $0.bearers = bearers.isEmpty ? nil : bearers.sorted() }
    ledger.rules.bearers = bearers
  }

  /// Sets how much of a purse may be unexplained and still be cashed out, or nil for all (SUS-30).
  public func set(cashOutCap: Amount?, policyID id: UInt16) throws {
    var caps = ledger.rules.cashOutCaps
    caps[id] = cashOutCap
    try update { settings in
      let pairs = caps.map { (String($0.key), $0.value.minorUnits) }
      settings.cashOutCaps = pairs.isEmpty ? nil : Dictionary(uniqueKeysWithValues: pairs)
    }
    ledger.rules.cashOutCaps = caps
  }

  static func apply(_ settings: HomeSettings, to rules: inout LedgerRules) {
    rules.holdingCap = settings.holdingCap.flatMap { Amount(minorUnits: $0) }
    rules.bearers = Set(settings.bearers ?? [])
    for (id, cap) in settings.cashOutCaps ?? [:] {
      if let id = UInt16(id) { rules.cashOutCaps[id] = Amount(minorUnits: cap) }
    }
  }
}
