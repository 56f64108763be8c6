import Wire

/// Follows the value of one journal (LED-40): an honest purse never goes below zero, applies one
/// grant between two requests, and declares what its entries add up to.
struct JournalCheck: Sendable {
  /// Value so far; nil when what the purse had before its first entry is not known.
  private var value: Int64?
  /// The journal holds what no honest purse signs.
  private(set) var isImpossible = false
  /// Documents that show it, beside the journal itself.
  private(set) var parts: [[UInt8]] = []
  private var grants: [GrantNumber] = []

  /// What came before the first entry is known: nothing it names can lie unseen.
  let isContiguous: Bool

  init(opening: Amount?) {
    value = opening.map { Int64($0.minorUnits) }
    isContiguous = opening != nil
  }

  mutating func blame(_ parts: [[UInt8]] = []) {
    isImpossible = true
    self.parts += parts
  }

  mutating func add(_ entry: JournalEntry) {
    switch entry {
    case .paid(_, let amount), .unloaded(let amount): change(-Int64(amount.minorUnits))
    case .received(_, let amount, _), .refunded(_, let amount, _, _):
      change(Int64(amount.minorUnits))
    case .refusedPayment, .refusedRequest, .confirmed: break
    case .granted(let results): add(results)
    }
  }

  /// The same for sums: what came in comes first, for their order is not known (PRV-53).
  mutating func add(_ totals: SyncTotals) {
    for amount in [totals.loaded, totals.received, totals.refunded] {
      change(Int64(amount.minorUnits))
    }
    for amount in [totals.sent, totals.unloaded, totals.swept] {
      change(-Int64(amount.minorUnits))
    }
  }

  private mutating func add(_ results: GrantResults) {
    grants.append(results.number)
    change(Int64(results.load.minorUnits) - Int64(results.swept.minorUnits))
    for i in 0..<results.deliveries.count where results.deliveries[i].result == .tookEffect {
      change(Int64(results.deliveries[i].amount.minorUnits))
    }
    for i in 0..<results.reversals.count where results.reversals[i].result == .tookEffect {
      change(Int64(results.reversals[i].amount.minorUnits))
    }
  }

  private mutating func change(_ amount: Int64) {
    guard let before = value else { return }
    let (now, overflows) = before.addingReportingOverflow(amount)
    value = overflows ? nil : now
    if overflows || now < 0 { isImpossible = true }
  }

  /// Whether the journal ends at what the purse declares, and holds the one grant it should.
  mutating func close(_ request: SyncRequest) {
    if let value, value != Int64(request.spendable.minorUnits + request.pending.minorUnits) {
      isImpossible = true
    }
    if request.totals == nil, grants != (request.lastGrant == .none ? [] : [request.lastGrant]) {
      isImpossible = true
    }
  }
}

extension GrantResults {
  /// Whether these can be the results of that grant.
  func answers(_ grant: SyncGrant) -> Bool {
    guard number == grant.number, load == grant.load, released == grant.released,
      swept == grant.swept, deliveries.count == grant.deliveries.count,
      reversals.count == grant.reversals.count
    else { return false }
    for i in 0..<deliveries.count {
      guard deliveries[i].payment == grant.deliveries[i].payment,
        deliveries[i].amount == grant.deliveries[i].amount
      else { return false }
    }
    for i in 0..<reversals.count {
      guard reversals[i].payment == grant.reversals[i].payment,
        reversals[i].amount == grant.reversals[i].amount
      else { return false }
    }
    return true
  }
}
