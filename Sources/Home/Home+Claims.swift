import LedgerCrypto
import PurseCrypto
import Settlement
import Wire

extension Home {
  /// An intermediary's word on what became of a purse that it issued, signed with the issuer's key.
  /// Nothing is booked.
  /// - Parameter replacement: the purse that takes its place, with `replaced` only.
  public func claim(
    _ kind: ClaimKind, on serial: Serial, replacement: Serial? = nil
  ) throws -> Signed<Claim> {
    guard let purse = ledger.book.purses[serial] else { throw LedgerError.unknownPurse }
    let number = purse.claim?.content.number ?? .none
    let claim = try BankKeys.sign(
      Claim(
        issuer: purse.certificate.issuer, serial: serial,
        account: ledger.accountWord(purse.account),
        kind: kind, number: number.next, time: now, replacement: replacement), bankKeys.issuer)
    attested.form(union: bankKeys.issuer.seconds(of: claim.digest(hash: SoftwareHash())))
    return claim
  }

  /// Takes a claim, durably; the same again changes nothing.
  public func take(claim: Signed<Claim>) throws {
    try ledger.take(claim: claim, time: now, beside: attested)
    try save()
  }

  /// Pays a claim that is due, or what has come in on it since, durably.
  /// - Returns: what went to the account.
  public func payClaim(on serial: Serial) throws -> Amount {
    let paid = try ledger.payClaim(on: serial, time: now)
    try save()
    return paid
  }

  /// Pays all claims that are due, and what has come in on those that were paid.
  /// - Returns: what went to an account, by purse.
  public func payClaims() throws -> [(serial: Serial, amount: Amount)] {
    var paid: [(serial: Serial, amount: Amount)] = []
    for (serial, row) in try books.purses.rows.sorted(by: { $0.key < $1.key })
    where !row.isConvicted && (row.isClosed || (row.isClaimed && now >= ledger.claimDue(row))) {
      let amount = try payClaim(on: serial)
      if !amount.isZero { paid.append((serial, amount)) }
    }
    return paid
  }

  /// Sets what one person's purses may hold together, or nil for no cap (CLM-40).
  public func set(holdingCap: Amount?) throws {
    try update { $0.holdingCap = holdingCap?.minorUnits }
    ledger.rules.holdingCap = holdingCap
  }
}
