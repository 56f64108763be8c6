import Wire

/// What one durable transaction has to write: rows as they are after it. A value of its own, so that
/// it can be written while the book goes on.
public struct BookChanges: Sendable {
  public let accounts: [(key: String, row: Amount)]
  public let purses: [(key: Serial, row: PurseRow)]
  public let payments: [(key: Digest, row: PaymentRow)]
  public let places: [(key: PaymentPlace, row: Digest)]
  public let refusals: [(key: RefusalKey, row: RefusalRow)]
  public let uploads: [(key: UploadKey, row: [UInt8])]
  public let proofs: [(key: UInt64, row: ProofRow)]
  public let acceptances: [(key: Digest, row: [UInt8])]
  public let evidence: [(key: Digest, row: EvidenceRow)]
  public let transactions: [Transaction]
  public let totals: Totals
}

extension Book {
  /// What has changed since the last `forgetChanges`.
  public var changes: BookChanges {
    BookChanges(
      accounts: accounts.changedRows, purses: purses.changedRows, payments: payments.changedRows,
      places: places.changedRows, refusals: refusals.changedRows, uploads: uploads.changedRows,
      proofs: proofs.changedRows, acceptances: acceptances.changedRows,
      evidence: evidence.changedRows, transactions: transactions, totals: totals)
  }

  /// Hands over what has changed; from here on the book counts changes anew.
  public mutating func takeChanges() -> BookChanges {
    defer { forgetChanges() }
    return changes
  }
}
