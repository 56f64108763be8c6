import Wire

/// One thing that must hold, and where the file says so.
public struct Expectation: Sendable {
  public var place: Place
  public var subject: Subject

  public enum Subject: Sendable {
    case purse(String, PurseFigure, Amount)
    case state(String, String)
    /// How many serials the ledger has ever granted to a purse.
    case serials(String, UInt32)
    /// What a purse signs with.
    case suite(String, Suite)
    case account(String, Amount)
    /// In minor units, with a sign: the pool's balance is minus its advances.
    case ledger(LedgerFigure, Int64)
    /// The purses that proofs name, and no others.
    case proofs([String])
  }
}

/// An amount of a purse, as the purse or the ledger has it.
public enum PurseFigure: String, CaseIterable, Sendable {
  case spendable, pending
  case inDoubt = "in-doubt"
  case shadow, advance
}

/// An amount the ledger knows.
public enum LedgerFigure: String, CaseIterable, Sendable {
  case issued, settled, confirmed, waiting, unexplained, pool, held, loss, transit
}
