import Wire

/// Follows the value of one journal (LED-40): an honest purse never goes below zero and declares
/// what its entries add up to.
struct JournalCheck: Sendable {
  /// Value so far; nil when the ledger has not seen all entries before.
  var value: Int64?
  /// The journal holds what no honest purse signs.
  var isImpossible = false
  private let lastGrant: GrantNumber

  init(opening: Amount?, purse: PurseRow) {
    value = opening.map { Int64($0.minorUnits) }
    lastGrant = purse.grantNumber
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

  private mutating func add(_ results: GrantResults) {
    change(Int64(results.load.minorUnits) - Int64(results.swept.minorUnits))
    for i in 0..<results.deliveries.count where results.deliveries[i].result == .tookEffect {
      change(Int64(results.deliveries[i].amount.minorUnits))
    }
    for i in 0..<results.reversals.count where results.reversals[i].result == .tookEffect {
      change(Int64(results.reversals[i].amount.minorUnits))
    }
  }

  private mutating func change(_ amount: Int64) {
    guard let now = value else { return }
    let (sum, overflows) = now.addingReportingOverflow(amount)
    value = sum
    if overflows || sum < 0 { isImpossible = true }
  }

  /// Whether the journal ends at what the purse declares.
  mutating func close(_ request: SyncRequest) {
    let declared = Int64((request.spendable + request.pending).minorUnits)
    if let value, value != declared { isImpossible = true }
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
