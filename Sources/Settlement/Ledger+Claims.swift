import Wire

extension Ledger {
  /// Takes an issuer's claim on a purse, or its withdrawal (CLM-2). The same claim again changes
  /// nothing.
  /// - Parameter seconds: the issuer's second signature, where it is of suite 3.
  public mutating func take(
    claim: Signed<Claim>, time: LedgerTime, beside seconds: SecondSignatures = SecondSignatures()
  ) throws(LedgerError) {
    let content = claim.content
    guard let purse = book.holder(of: content.serial) else { throw .unknownPurse }
    let issuer = purse.certificate.issuer
    guard content.issuer == rules.replacedIssuers[issuer] ?? issuer,
      let key = rules.issuers[content.issuer]
    else {
      throw .wrongIssuer
    }
    book.totals.signatureChecks += 1
    guard crypto.holds(claim, by: key, beside: seconds) else { throw .badSignature }
    guard content.kind != .restored else { throw .malformed(.outOfRange) }
    guard content.account == accountWord(purse.account) else { throw .wrongAccount }
    if let known = purse.claim, known.content == content { return }
    guard content.number > purse.claim?.content.number ?? .none else { throw .staleClaim }
    guard !purse.isClosed else { throw .purseClosed }
    guard !purse.isConvicted else { throw .convicted }
    if content.kind == .found {
      try withdraw(claim, purse, time: time)
    } else {
      try report(claim, purse, time: time)
    }
  }

  private mutating func report(
    _ claim: Signed<Claim>, _ purse: PurseRow, time: LedgerTime
  ) throws(LedgerError) {
    guard !purse.isClaimed else { throw .alreadyClaimed }
    if claim.content.kind == .dormant {
      let last = purse.lastSync ?? purse.certificate.notBefore
      let dormant = last.adding(days: rules.dormantDays)
      guard time >= dormant else { throw .notDue(dormant) }
    }
    if let replacement = claim.content.replacement {
      guard let other = book.holder(of: replacement), other.account == purse.account,
        other.state == .active
      else { throw .wrongReplacement }
    }
    book.updateHolder(of: claim.content.serial) { row in
      row.claim = ClaimRow(
        claim, reported: time, standing: .open, wasActive: row.state == .active)
      if row.state == .active { row.state = .suspended }
    }
    list(book.serials(ofPurseWith: claim.content.serial), time: time)
  }

  private mutating func withdraw(
    _ claim: Signed<Claim>, _ purse: PurseRow, time: LedgerTime
  ) throws(LedgerError) {
    guard let known = purse.claim, known.standing == .open, known.content.kind != .restored else {
      throw .noClaim
    }
    book.updateHolder(of: claim.content.serial) { row in
      row.claim = ClaimRow(
        claim, reported: time, standing: .withdrawn, wasActive: known.wasActive)
      if known.wasActive, row.state == .suspended { row.state = .active }
    }
    unlist(book.serials(ofPurseWith: claim.content.serial), time: time)
  }

  /// When a claim may be paid: nothing that the purse signs is taken offline any more, and who holds
  /// something of it has had time to sync (CLM-11).
  public func claimDue(_ purse: PurseRow) -> LedgerTime {
    let end = max(lastEnd(of: purse), purse.claim?.reported ?? .unknown)
    return end.adding(days: rules.claimGraceDays)
  }

  /// The end of the last certificate that was ever granted to the purse, applied or not.
  private func lastEnd(of purse: PurseRow) -> LedgerTime {
    book.serials(ofPurseWith: purse.certificate.serial)
      .compactMap { book.purses[$0]?.certificate.notAfter }.max() ?? purse.certificate.notAfter
  }

  /// Pays a claim that is due, or what has come in on one that was paid, and closes the purse (CLM-20).
  /// What is not certain yet stays where it is; the same again pays only what is new.
  /// - Returns: what went to the account this time.
  @discardableResult
  public mutating func payClaim(
    on serial: Serial, time: LedgerTime
  ) throws(LedgerError) -> Amount {
    guard let purse = book.holder(of: serial) else { throw .unknownPurse }
    let serial = purse.certificate.serial
    guard purse.isClaimed || purse.isClosed else { throw .noClaim }
    guard !purse.isConvicted else { throw .convicted }
    if purse.isClaimed {
      let due = claimDue(purse)
      guard time >= due else { throw .notDue(due) }
      book.purses.update(serial) { row in
        row.claim?.standing = .paid
        // So far the pool stands behind what it was advanced; who does from now on `setOff` says.
        let advance = row.advance
        row.claim?.owed = advance
        row.state = .terminated
      }
    }
    settleWaiting(time: time)
    endReversals(of: serial, time: time)
    payWithheld(serial, time: time)
    let open = decideCredits(of: serial)
    let paid = payOut(serial, besides: open, time: time)
    setOff(serial, time: time)
    return paid
  }

  /// SHA-256 of a pseudonym: how a claim names an account.
  public func accountWord(_ account: String) -> Word32 {
    let name = [UInt8](account.utf8)
    let none: [UInt8] = []
    return crypto.hash(name.span.bytes, none.span.bytes)
  }
}
