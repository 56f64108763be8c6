import Settlement
import Wire

extension Bookkeeping {
  /// The ledger has booked a report and made a grant: what left and entered the account.
  mutating func reported(_ request: SyncRequest, _ grant: SyncGrant, by person: Int) {
    guard grant.number > holdings[person].granted else { return }
    holdings[person].granted = grant.number
    // What a restored purse says it holds is not booked (CLM-51).
    let held = request.restored ? .zero : request.spendable + request.pending
    holdings[person].declared =
      Int64(held.minorUnits) + Int64(grant.load.minorUnits) - Int64(grant.swept.minorUnits)
    for unload in holdings[person].unreported where grant.covers(unload.place) {
      holdings[person].account += unload.amount
    }
    holdings[person].unreported.removeAll { grant.covers($0.place) }
    let load = Int64(grant.load.minorUnits) - Int64(grant.swept.minorUnits)
    holdings[person].account -= load
    holdings[person].underWay = load
  }

  /// A purse has applied a grant. What its transfers must have done follows from what happened
  /// before, not from what the purse says.
  mutating func applied(_ grant: SyncGrant, by person: Int) throws(Violation) {
    guard grant.number > holdings[person].applied else { return }
    holdings[person].applied = grant.number
    holdings[person].underWay = 0
    let load = Int64(grant.load.minorUnits)
    let swept = Int64(grant.swept.minorUnits)
    holdings[person].value += load - swept
    loaded += load
    unloaded += swept
    for i in 0..<grant.deliveries.count {
      let delivery = grant.deliveries[i]
      guard takesEffect(delivery, for: person) else { continue }
      try taken(
        delivery.payment, by: person,
        at: PaymentPlace(payer: grant.serial, sequence: grant.covered))
    }
    for i in 0..<grant.reversals.count {
      let payment = grant.reversals[i].payment
      guard let entry = entries[payment], entry.payer == person else {
        throw Violation(.noCreation, "a reversal of a payment that the purse never made")
      }
      if entry.refunds == 0 { try refunded(payment) }
    }
    if grant.state == .terminated {
      // Closed: what it held is in the account.
      unloaded += holdings[person].value
      // Of sums, what was declared last is; see `Country.checkPaid`.
      if !holdings[person].reportsTotals { holdings[person].account += holdings[person].value }
      holdings[person].value = 0
    }
    // Nobody but the payee ends a payment between purses that report no payments (PRV-52).
    guard !holdings[person].reportsTotals else { return }
    for (digest, entry) in entries
    where entry.payer == person && entry.debits == 1 && grant.covers(entry.place) {
      entries[digest]?.isEnded = true
    }
  }

  private func takesEffect(_ delivery: Delivery, for person: Int) -> Bool {
    if let request = delivery.request {
      return holdings[person].open[request] == Int64(delivery.amount.minorUnits)
    }
    guard holdings[person].takesDirect else { return false }
    guard let entry = entries[delivery.payment] else { return true }
    return entry.credits == 0 && !entry.isRefused
  }

  /// What an honest payer's purse must show as in doubt.
  func inDoubt(_ person: Int) -> Int64 {
    entries.values.reduce(0) { sum, entry in
      entry.payer == person && entry.debits == 1 && !entry.isEnded ? sum + entry.amount : sum
    }
  }

  /// Debited by honest purses for honest payees (or for nobody), and neither taken nor given back.
  var outstanding: Int64 {
    entries.values.reduce(0) { sum, entry in
      entry.debits == 1 && isHonest(entry.payee) && entry.credits == 0 && entry.refunds == 0
        ? sum + entry.amount : sum
    }
  }
}

extension SyncGrant {
  /// Whether a place of a journal is one that the grant covers.
  func covers(_ place: PaymentPlace) -> Bool {
    place.payer == serial && place.sequence <= covered
  }
}
