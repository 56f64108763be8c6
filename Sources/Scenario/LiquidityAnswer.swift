import Settlement

/// An answer to the question what happens when the last payee syncs first. Four of them are rules
/// of the ledger; `no-reuse` is a rule of the purses: what was received waits for a sync.
public enum LiquidityAnswer: String, CaseIterable, Sendable {
  case hold
  case noReuse = "no-reuse"
  case pool
  case evidence
  case evidenceAndPool = "evidence+pool"

  /// What the ledger does.
  var liquidity: Liquidity {
    switch self {
    case .hold, .noReuse: .hold
    case .pool: .pool
    case .evidence: .evidence
    case .evidenceAndPool: .evidenceAndPool
    }
  }

  /// What it means, in a line.
  var words: String {
    switch self {
    case .hold: "the payee waits until someone's sync explains the money"
    case .noReuse: "received money cannot be spent before a sync"
    case .pool: "the central bank's pool advances what is not explained yet"
    case .evidence: "each payment carries, sealed, the payments that back it"
    case .evidenceAndPool: "evidence first, the pool for the remainder"
    }
  }
}
