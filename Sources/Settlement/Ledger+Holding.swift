import Wire

extension Ledger {
  /// What a purse may hold so that its person's purses stay within the cap together, as far as the
  /// ledger sees them (CLM-40).
  func room(of purse: PurseRow) -> Amount {
    guard let cap = rules.holdingCap else { return .largest }
    return cap.excess(over: held(by: purse.siblings))
  }

  /// A person whose purses hold all they may gets no further one (CLM-41).
  func checkRoom(besides siblings: [Serial]) throws(LedgerError) {
    for sibling in siblings where book.purses[sibling] == nil { throw .unknownPurse }
    guard let cap = rules.holdingCap else { return }
    guard held(by: siblings) < cap else { throw .holdingCap }
  }

  private func held(by purses: [Serial]) -> Amount {
    purses.reduce(.zero) { sum, serial in
      sum.adding(book.holder(of: serial)?.shadow ?? .zero) ?? .largest
    }
  }

  /// Loads what a replaced purse has left to this one, as far as it may hold it; the rest stays in the
  /// account (CLM-30).
  mutating func keepPromise(
    _ grant: inout SyncGrant, besides held: Amount, _ purse: PurseRow, time: LedgerTime
  ) {
    guard purse.state == .active, !purse.promised.isZero else { return }
    let limit = min(policy(of: purse)?.largestBalance ?? .largest, room(of: purse))
    let free = limit.excess(over: held.adding(grant.load) ?? .largest)
    let amount = min(purse.promised, free, book.accounts[purse.account] ?? .zero)
    let isBooked = move(
      amount, from: .account(purse.account), to: .shadow(grant.serial), .load, time: time)
    guard isBooked else { return }
    grant.load = grant.load + amount
    book.updateHolder(of: grant.serial) { $0.promised = .zero }
  }
}
