import Wire

/// What became of a claim (CLM-10).
public enum ClaimStanding: UInt8, Sendable, Equatable {
  /// Reported: the purse is suspended, nothing is paid yet.
  case open = 1
  /// The purse was found again.
  case withdrawn
  /// Paid out: the purse is closed for good.
  case paid
}

/// The claim on a purse, and what has been paid on it.
public struct ClaimRow: Equatable, Sendable {
  /// The last claim taken, as its issuer signed it, and when it came.
  public var message: [UInt8]
  public var content: Claim
  public var reported: LedgerTime
  public var standing: ClaimStanding
  /// The purse was active when it was reported, and is again when the claim is withdrawn.
  public var wasActive: Bool
  /// Paid to the account so far, and taken from it again for what came to light later.
  public var paid = Amount.zero
  public var setOff = Amount.zero
  /// Credits that were paid out and refused after all.
  public var refused = Amount.zero
  /// What of the purse's advance the pool carries for the claimant; the rest of it is loss.
  public var owed = Amount.zero

  public init(
    _ claim: Signed<Claim>, reported: LedgerTime, standing: ClaimStanding, wasActive: Bool
  ) {
    message = [UInt8](claim)
    content = claim.content
    self.reported = reported
    self.standing = standing
    self.wasActive = wasActive
  }
}

extension PurseRow {
  /// Its value was paid out on a claim: it takes part in nothing any more (CLM-20).
  public var isClosed: Bool { claim?.standing == .paid }

  /// A claim on it is open: it waits for its pay-out.
  public var isClaimed: Bool { claim?.standing == .open }

  /// Nothing speaks against it: it is active, or was when its holder reported it.
  public var isTrusted: Bool { state == .active || (isClaimed && claim?.wasActive == true) }

  /// What the pool carries for it, in minor units: its advance, unless counterfeit or a claim explains
  /// that as a loss.
  public var poolDebt: Amount {
    if isConvicted { return .zero }
    return isClosed ? claim?.owed ?? .zero : advance
  }

  /// What stands behind its advance is known: nobody waits for an explanation.
  public var isExplained: Bool { isConvicted || isClosed }
}
