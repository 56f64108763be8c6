import Wire

/// The policies that come with Kontant (docs/spec/purse.md, PUR-60).
public enum PolicyPreset: String, CaseIterable, Sendable {
  /// The card of the e-krona pilot, Phase 4: 5 operations, balance 3,000, received value can be
  /// spent again.
  case ekronaCard = "ekrona-card"
  /// The terminal of Phase 4: 12 receipts, 20,000 received, nothing spent again; takings go to the
  /// account.
  case ekronaTerminal = "ekrona-terminal"
  /// Received value waits for a sync (Polaris 1, 3.2).
  case staged
  /// No number of operations; the journal is a ring.
  case fully
  /// Polaris 4's illustrative jurisdictions (4.3). A, inclusion: about a week of payments, small ones
  /// without a PIN.
  case polarisInclusion = "polaris-a"
  /// B, resilience: a few days on an island that is cut off.
  case polarisResilience = "polaris-b"
  /// C, privacy: a few payments, a new serial at every sync.
  case polarisPrivacy = "polaris-c"
  /// As near to cash as it gets: no number of operations, and the ledger sees sums and no payments.
  case cashLike = "cash-like"

  public var id: UInt16 {
    switch self {
    case .ekronaCard: 1
    case .ekronaTerminal: 2
    case .staged: 3
    case .fully: 4
    case .polarisInclusion: 11
    case .polarisResilience: 12
    case .polarisPrivacy: 13
    case .cashLike: 14
    }
  }

  /// The policy's rules. Amounts are in whole units of the currency.
  public func policy(number: UInt32, time: LedgerTime, currency: Currency) -> Policy {
    var policy = Policy(id: id, number: number, time: time, currency: currency.code)
    let unit = currency.minorUnitsPerUnit
    func units(_ count: UInt64) -> Amount? { Amount(minorUnits: count * unit) }
    switch self {
    case .ekronaCard:
      policy.operations = 5
      policy.largestBalance = units(3_000)
      policy.reuse = true
      policy.pinToReceive = true
      policy.direct = true
      policy.evidence = .bestEffort
      policy.evidenceBytes = 1024
    case .ekronaTerminal:
      policy.operationsSent = 0
      policy.operationsReceived = 12
      policy.sumReceived = units(20_000)
      policy.pinRule = .never
      policy.sweep = true
    case .staged:
      policy.operations = 10
      policy.largestBalance = units(3_000)
      policy.direct = true
    case .fully:
      policy.largestBalance = units(3_000)
      policy.reuse = true
      policy.direct = true
      policy.evidence = .bestEffort
      policy.evidenceBytes = 2048
      policy.ring = true
    case .cashLike:
      policy.largestBalance = units(3_000)
      policy.reuse = true
      policy.ring = true
      policy.reporting = .totalsOnly
    case .polarisInclusion:
      policy.operations = 40
      policy.largestPayment = units(500)
      policy.largestBalance = units(2_000)
      policy.reuse = true
      policy.pinRule = .above
      policy.pinAbove = units(100)
      policy.largestWithoutPIN = units(100)
      policy.direct = true
      policy.daysSinceSync = 60
      policy.evidence = .bestEffort
      policy.evidenceBytes = 1024
    case .polarisResilience:
      policy.operations = 20
      policy.largestBalance = units(5_000)
      policy.reuse = true
      policy.direct = true
      policy.daysSinceSync = 30
      policy.evidence = .bestEffort
      policy.evidenceBytes = 2048
    case .polarisPrivacy:
      policy.operations = 5
      policy.largestBalance = units(1_000)
      policy.reuse = true
      policy.pinToReceive = true
      policy.evidence = .bestEffort
      policy.evidenceBytes = 1024
      policy.rotation = 1
    }
    return policy
  }
}
