import Settlement
import Wire

/// What is open, counted: for whoever operates a ledger.
public struct OpenFigures: Equatable, Sendable {
  /// Payments that are not closed.
  public var payments: Int
  /// Serials; a purse that has rotated has several.
  public var purses: Int
  public var signatureChecks: UInt64
  public var unexplained: [AgedValue]

  public init(payments: Int, purses: Int, signatureChecks: UInt64, unexplained: [AgedValue]) {
    self.payments = payments
    self.purses = purses
    self.signatureChecks = signatureChecks
    self.unexplained = unexplained
  }

  /// Of records in memory.
  public init(_ book: Book, at time: LedgerTime) {
    self.init(
      payments: book.payments.count, purses: book.purses.count,
      signatureChecks: book.totals.signatureChecks, unexplained: book.unexplainedByAge(at: time))
  }
}

extension LedgerKeeper {
  public func openFigures(at time: LedgerTime) throws -> OpenFigures {
    OpenFigures(try snapshot(), at: time)
  }
}
