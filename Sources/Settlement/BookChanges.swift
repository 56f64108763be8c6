import Wire

/// What one durable transaction has to write: rows as they are after it. A value of its own, so that
/// it can be written while the book goes on.
public struct BookChanges: Sendable {
  public let batch: BatchNumber
  public let accounts: [(key: String, row: Amount)]
  public let purses: [(key: Serial, row: PurseRow)]
  public let payments: [(key: Digest, row: PaymentRow)]
  public let refusals: [(key: RefusalKey, row: RefusalRow)]
  public let uploads: [(key: UploadKey, row: [UInt8])]
  public let proofs: [(key: UInt64, row: ProofRow)]
  public let acceptances: [(key: Digest, row: [UInt8])]
  public let evidence: [(key: Digest, row: EvidenceRow)]
  public let transactions: [Transaction]
  public let totals: Totals

  public init(
    batch: BatchNumber, accounts: [(key: String, row: Amount)],
    purses: [(key: Serial, row: PurseRow)], payments: [(key: Digest, row: PaymentRow)],
    refusals: [(key: RefusalKey, row: RefusalRow)], uploads: [(key: UploadKey, row: [UInt8])],
    proofs: [(key: UInt64, row: ProofRow)], acceptances: [(key: Digest, row: [UInt8])],
    evidence: [(key: Digest, row: EvidenceRow)], transactions: [Transaction], totals: Totals
  ) {
    self.batch = batch
    self.accounts = accounts
    self.purses = purses
    self.payments = payments
    self.refusals = refusals
    self.uploads = uploads
    self.proofs = proofs
    self.acceptances = acceptances
    self.evidence = evidence
    self.transactions = transactions
    self.totals = totals
  }
}

extension BookChanges {
  /// Nothing is to be written.
  public var isEmpty: Bool {
    accounts.isEmpty && purses.isEmpty && payments.isEmpty && refusals.isEmpty && uploads.isEmpty
      && proofs.isEmpty && acceptances.isEmpty && evidence.isEmpty && transactions.isEmpty
  }
}

extension Book {
  /// What has changed since the last `forgetChanges`.
  public var changes: BookChanges {
    BookChanges(
      batch: batch, accounts: accounts.changedRows, purses: purses.changedRows,
      payments: payments.changedRows, refusals: refusals.changedRows, uploads: uploads.changedRows,
      proofs: proofs.changedRows, acceptances: acceptances.changedRows,
      evidence: evidence.changedRows, transactions: transactions, totals: totals)
  }

  /// Hands over what has changed; from here on the book counts changes anew.
  public mutating func takeChanges() -> BookChanges {
    defer {
      forgetChanges()
      batch = batch.next
    }
    return changes
  }
}

extension Book {
  /// Takes in a stored batch. Uploads, documents and what the batch closes stay where they are.
  public mutating func load(_ changes: BookChanges) {
    for (name, row) in changes.accounts { accounts.load(name, row) }
    for (serial, row) in changes.purses { purses.load(serial, row) }
    for (digest, row) in changes.payments { load(row, digest) }
    for (key, row) in changes.refusals { refusals.load(key, row) }
    for (number, row) in changes.proofs { proofs.load(number, row) }
    totals = changes.totals
    release(changes)
  }
}
