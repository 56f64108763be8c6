import Wire

/// What happens to a payee whose payer's shadow is short because somebody has not synced (LED-30).
public struct Liquidity: Equatable, Sendable {
  /// Who bridges what evidence does not explain.
  public enum Remainder: UInt8, Sendable, Equatable {
    /// The payee waits: the baseline, and what invariant I8 forbids.
    case hold = 0
    /// The pool advances the difference, repaid first when the payer's money arrives.
    case pool
  }

  /// Settle the payments enclosed as evidence first.
  public var usesEvidence: Bool
  public var remainder: Remainder

  public init(usesEvidence: Bool, remainder: Remainder) {
    self.usesEvidence = usesEvidence
    self.remainder = remainder
  }

  public static let hold = Liquidity(usesEvidence: false, remainder: .hold)
  public static let pool = Liquidity(usesEvidence: false, remainder: .pool)
  public static let evidence = Liquidity(usesEvidence: true, remainder: .hold)
  /// The default: evidence first, the pool for the remainder.
  public static let evidenceAndPool = Liquidity(usesEvidence: true, remainder: .pool)
}
