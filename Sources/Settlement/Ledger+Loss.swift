import Wire

extension Ledger {
  /// Begins to count what a purse that was just convicted has paid, and to whom, where somebody is to bear a
  /// share of it (SUS-20).
  mutating func countSpending(of serial: Serial) {
    guard !rules.bearers.isEmpty, book.holder(of: serial)?.spent == nil else { return }
    book.updateHolder(of: serial) { $0.spent = .zero }
    var settled: [Digest: Payment] = [:]
    for own in book.serials(ofPurseWith: serial) {
      for (digest, row) in book.payments(concerning: own)
      where row.payment.payer == own && row.booking == .settled { settled[digest] = row.payment }
    }
    for payment in settled.values { noteSpent(payment) }
  }

  /// A payment by a convicted purse was settled, or taken back.
  mutating func noteSpent(_ payment: Payment, isUndone: Bool = false) {
    let payer = book.root(of: payment.payer)
    guard let spent = book.purses.look(payer, \.spent) ?? nil else { return }
    let change: (Amount) -> Amount = { sum in
      isUndone ? sum.excess(over: payment.amount) : sum.adding(payment.amount) ?? .largest
    }
    book.updateHolder(of: payer) { $0.spent = change(spent) }
    guard let payee = book.holder(of: payment.payee),
      rules.bearers.contains(payee.certificate.policyID),
      payee.certificate.serial != payer
    else { return }
    book.updateHolder(of: payment.payee) { row in
      if let i = row.shares.firstIndex(where: { $0.payer == payer }) {
        row.shares[i].taken = change(row.shares[i].taken)
      } else if !isUndone {
        row.shares.append(
          CounterfeitShare(payer: payer, taken: payment.amount, borne: .zero))
        row.shares.sort { $0.payer < $1.payer }
      }
    }
  }

  /// What a share comes to as far as is known now.
  public func due(_ share: CounterfeitShare) -> Amount {
    guard let payer = book.purses[share.payer], payer.isConvicted, let spent = payer.spent else {
      return .zero
    }
    return share.due(of: payer.advance, in: spent)
  }

  /// What of a cash-out is borne: as much as would leave less in the shadow than is still to be borne.
  private func borne(by purse: PurseRow, of amount: Amount) -> Amount {
    guard !purse.shares.isEmpty, !purse.isConvicted else { return .zero }
    let open = purse.shares.reduce(Amount.zero) { sum, share in
      sum.adding(due(share).excess(over: share.borne)) ?? .largest
    }
    return min(amount, open.excess(over: purse.shadow.excess(over: amount)))
  }

  /// Takes value out of a purse's shadow, to its account: less its shares of losses (SUS-21) and what is kept back
  /// while too much of it is unexplained (SUS-30).
  mutating func cashOut(
    _ amount: Amount, of serial: Serial, _ kind: TransactionKind, time: LedgerTime
  ) -> CashedOut {
    guard let purse = book.holder(of: serial) else { return CashedOut() }
    var out = CashedOut()
    out.borne = borne(by: purse, of: amount)
    out.withheld = withheld(by: purse, of: amount - out.borne)
    out.paid = amount - out.borne - out.withheld
    // First what may not fit: an account that is full takes nothing, and then nothing is booked.
    defer { note(out) }
    out.isBooked = move(
      out.paid, from: .shadow(serial), to: .account(purse.account), kind, time: time)
    guard out.isBooked else {
      out = CashedOut(isBooked: false)
      return out
    }
    move(out.borne, from: .shadow(serial), to: .loss, .conviction, time: time)
    noteBorne(out.borne, by: serial)
    if !out.withheld.isZero {
      move(out.withheld, from: .shadow(serial), to: .held, kind, time: time)
      book.updateHolder(of: serial) { $0.withheld = $0.withheld + out.withheld }
    }
    return out
  }

  /// What the purse's holder is told of it (SUS-24).
  private mutating func note(_ out: CashedOut) {
    cashedOut.borne = cashedOut.borne.adding(out.borne) ?? .largest
    cashedOut.withheld = cashedOut.withheld.adding(out.withheld) ?? .largest
  }

  private mutating func noteBorne(_ amount: Amount, by serial: Serial) {
    guard !amount.isZero, let purse = book.holder(of: serial) else { return }
    var (left, shares) = (amount, purse.shares)
    for i in shares.indices {
      let part = min(left, due(shares[i]).excess(over: shares[i].borne))
      shares[i].borne = shares[i].borne + part
      left = left - part
    }
    book.updateHolder(of: serial) { $0.shares = shares }
  }

  /// Gives back what was borne beyond the shares as they are known now (SUS-22).
  mutating func returnShares(to serial: Serial, time: LedgerTime) {
    guard book.lookAtHolder(of: serial, { !$0.shares.isEmpty && !$0.isConvicted }) == true,
      let purse = book.holder(of: serial)
    else { return }
    for (i, share) in purse.shares.enumerated() {
      let back = share.borne.excess(over: due(share))
      guard !back.isZero,
        move(back, from: .loss, to: .account(purse.account), .conviction, time: time)
      else { continue }
      book.updateHolder(of: serial) { $0.shares[i].borne = share.borne - back }
    }
  }
}

extension Ledger {
  private func cap(of purse: PurseRow) -> Amount {
    rules.cashOutCaps[purse.certificate.policyID] ?? .largest
  }

  /// What of a cash-out is kept back: what takes the advance above the cap.
  private func withheld(by purse: PurseRow, of amount: Amount) -> Amount {
    guard !purse.isExplained else { return .zero }
    let advance = purse.advance.adding(amount.excess(over: purse.shadow)) ?? .largest
    let above = advance.excess(over: cap(of: purse)).excess(over: purse.withheld)
    return min(amount, above)
  }

  /// Pays what was kept back as far as the purse is explained now (SUS-31).
  mutating func payWithheld(_ serial: Serial, time: LedgerTime) {
    guard book.lookAtHolder(of: serial, \.withheld) ?? .zero != .zero,
      let purse = book.holder(of: serial)
    else { return }
    let keeps =
      purse.isExplained
      ? .zero : min(purse.withheld, purse.advance.excess(over: cap(of: purse)))
    let paid = purse.withheld - keeps
    let target: LedgerAccount = purse.isConvicted ? .loss : .account(purse.account)
    guard !paid.isZero, enter(paid, from: .held, to: target, .unload, time: time) else { return }
    book.updateHolder(of: serial) { $0.withheld = keeps }
  }
}
