import Wire

extension Ledger {
  /// Books one movement. A shadow that is short draws an advance; a credit to a shadow repays its
  /// advance first (LED-31). So a purse's shadow less its advance is the plain sum of what is known
  /// of it, in whatever order that came: the ground of confluence.
  /// - Returns: false when a balance would pass the largest amount, which no honest payment makes it
  ///   do: nothing is booked then.
  @discardableResult
  mutating func move(
    _ amount: Amount, from source: LedgerAccount, to target: LedgerAccount,
    _ kind: TransactionKind, payment: Digest? = nil, time: LedgerTime
  ) -> Bool {
    let before = book.transactions.count
    guard enter(amount, from: source, to: target, kind, payment: payment, time: time) else {
      return false
    }
    if case .shadow(let serial) = target { payWithheld(serial, time: time) }
    // A closed purse has nothing to give: its account does, or what came back is the account's.
    guard book.transactions.count > before, let postings = book.transactions.last?.postings else {
      return true
    }
    for posting in postings where posting.account == .loss {
      if let serial = posting.advanced { setOff(serial, time: time) }
    }
    return true
  }

  /// The booking alone.
  @discardableResult
  mutating func enter(
    _ amount: Amount, from source: LedgerAccount, to target: LedgerAccount,
    _ kind: TransactionKind, payment: Digest? = nil, time: LedgerTime
  ) -> Bool {
    guard !amount.isZero else { return true }
    let (source, target) = (kept(source), kept(target))
    guard canGive(amount, source), canTake(amount, target) else { return false }
    var postings: [Posting] = []
    debit(source, amount, time: time, &postings)
    credit(target, amount, &postings)
    book.totals.transactions += 1
    book.book(
      Transaction(
        number: book.totals.transactions, time: time, kind: kind, payment: payment,
        postings: postings))
    return true
  }

  /// Whatever serial a payment names, the money is its purse's: one shadow for all of them (PRV-11).
  private func kept(_ account: LedgerAccount) -> LedgerAccount {
    guard case .shadow(let serial) = account else { return account }
    return .shadow(book.root(of: serial))
  }

  /// A shadow may draw an advance; an account gives what it has.
  private func canGive(_ amount: Amount, _ account: LedgerAccount) -> Bool {
    switch account {
    case .shadow(let serial):
      return book.purses.look(serial) { purse in
        purse.advance.adding(amount.excess(over: purse.shadow)) != nil
      } ?? false
    case .account(let name): return book.accounts[name].map { amount <= $0 } ?? false
    case .issuance, .pool, .held, .loss, .transit: return true
    }
  }

  private func canTake(_ amount: Amount, _ account: LedgerAccount) -> Bool {
    switch account {
    case .shadow(let serial):
      return book.purses.look(serial) { purse in
        purse.shadow.adding(amount.excess(over: purse.advance)) != nil
      } ?? false
    case .account(let name): return book.accounts[name]?.adding(amount) != nil
    case .issuance, .pool, .held, .loss, .transit: return true
    }
  }

  private mutating func debit(
    _ account: LedgerAccount, _ amount: Amount, time: LedgerTime, _ postings: inout [Posting]
  ) {
    guard case .shadow(let serial) = account else {
      return post(account, -Int64(amount.minorUnits), &postings)
    }
    var (own, advance, lender) = (Amount.zero, Amount.zero, LedgerAccount.pool)
    book.purses.update(serial) { row in
      own = min(row.shadow, amount)
      advance = amount - own
      lender = Self.lender(of: row)
      row.shadow = row.shadow - own
      row.advance = row.advance + advance
      if !advance.isZero, row.advancedSince == nil { row.advancedSince = time }
    }
    if !own.isZero { postings.append(Posting(account, -Int64(own.minorUnits))) }
    if !advance.isZero {
      post(lender, -Int64(advance.minorUnits), advanced: serial, &postings)
    }
  }

  private mutating func credit(
    _ account: LedgerAccount, _ amount: Amount, _ postings: inout [Posting]
  ) {
    guard case .shadow(let serial) = account else {
      return post(account, Int64(amount.minorUnits), &postings)
    }
    var (own, repaid, lender) = (Amount.zero, Amount.zero, LedgerAccount.pool)
    book.purses.update(serial) { row in
      repaid = min(row.advance, amount)
      own = amount - repaid
      lender = Self.lender(of: row)
      row.advance = row.advance - repaid
      row.shadow = row.shadow + own
      if row.advance.isZero { row.advancedSince = nil }
    }
    if !repaid.isZero {
      post(lender, Int64(repaid.minorUnits), advanced: serial, &postings)
    }
    if !own.isZero { postings.append(Posting(account, Int64(own.minorUnits))) }
  }

  /// Who stands behind a purse's advances: the pool, or the loss account once it is convicted or
  /// closed (`setOff` then moves to the pool what the claimant owes it).
  private static func lender(of purse: PurseRow) -> LedgerAccount {
    purse.isExplained ? .loss : .pool
  }

  private mutating func post(
    _ account: LedgerAccount, _ change: Int64, advanced: Serial? = nil,
    _ postings: inout [Posting]
  ) {
    switch account {
    case .issuance: book.totals.issued -= change
    case .pool: book.totals.pool += change
    case .held: book.totals.held += change
    case .loss: book.totals.loss += change
    case .transit: book.totals.transit += change
    case .account(let name):
      book.accounts.update(name) { balance in
        guard let changed = Amount(minorUnits: UInt64(Int64(balance.minorUnits) + change)) else {
          preconditionFailure("account above its limit")
        }
        balance = changed
      }
    case .shadow: preconditionFailure("shadows are booked by debit and credit")
    }
    postings.append(Posting(account, change, advanced: advanced))
  }

  /// Moves the advances of a purse that was just convicted from the pool to loss.
  mutating func writeOff(_ serial: Serial, time: LedgerTime) {
    guard let debt = book.holder(of: serial)?.poolDebt, !debt.isZero else { return }
    enter(debt, from: .loss, to: .pool, .conviction, time: time)
    book.updateHolder(of: serial) { $0.claim?.owed = .zero }
  }
}
