import Wire

/// A table held in memory that remembers which rows changed, so that a store can write them.
public struct Table<Key: Hashable & Sendable, Row: Sendable>: Sendable {
  public private(set) var rows: [Key: Row] = [:]
  public private(set) var changed: Set<Key> = []

  public init() {}

  public subscript(key: Key) -> Row? {
    get { rows[key] }
    set {
      rows[key] = newValue
      changed.insert(key)
    }
  }

  /// Changes a row in place. A missing row is a broken invariant.
  public mutating func update(_ key: Key, _ change: (inout Row) -> Void) {
    guard let index = rows.index(forKey: key) else { preconditionFailure("row missing") }
    change(&rows.values[index])
    changed.insert(key)
  }

  /// Takes in a stored row.
  public mutating func load(_ key: Key, _ row: Row) { rows[key] = row }

  public mutating func forgetChanges() { changed.removeAll(keepingCapacity: true) }

  /// The rows that changed, as they are now.
  var changedRows: [(key: Key, row: Row)] {
    changed.compactMap { key in rows[key].map { (key, $0) } }
  }
}

/// The ledger's records. A value: a store loads it, the state machine changes it, and the store
/// writes the changed rows in one transaction.
public struct Book: Sendable {
  public var accounts = Table<String, Amount>()
  public var purses = Table<Serial, PurseRow>()
  public var payments = Table<Digest, PaymentRow>()
  public var places = Table<PaymentPlace, Digest>()
  public var refusals = Table<RefusalKey, RefusalRow>()
  public var uploads = Table<UploadKey, [UInt8]>()
  public var proofs = Table<UInt64, ProofRow>()
  /// Signed acceptances that were brought, by payment.
  public var acceptances = Table<Digest, [UInt8]>()
  /// Evidence that was opened, by the payment it encloses.
  public var evidence = Table<Digest, EvidenceRow>()
  /// Known payments by the request they name: an index over `payments`.
  public private(set) var byRequest: [Digest: [Digest]] = [:]
  /// Balances that belong to nobody, in minor units.
  public var totals = Totals()
  /// Transactions since the last `forgetChanges`.
  public private(set) var transactions: [Transaction] = []

  public init() {}

  /// Enters a payment and its index.
  mutating func enter(_ row: PaymentRow, _ digest: Digest) {
    payments[digest] = row
    index(row, digest)
  }

  /// Takes in a stored payment.
  public mutating func load(_ row: PaymentRow, _ digest: Digest) {
    payments.load(digest, row)
    index(row, digest)
  }

  private mutating func index(_ row: PaymentRow, _ digest: Digest) {
    if let request = row.payment.request { byRequest[request, default: []].append(digest) }
  }

  mutating func book(_ transaction: Transaction) {
    precondition(transaction.postings.reduce(0) { $0 + $1.change } == 0, "booking out of balance")
    transactions.append(transaction)
  }

  public mutating func forgetChanges() {
    accounts.forgetChanges()
    purses.forgetChanges()
    payments.forgetChanges()
    places.forgetChanges()
    refusals.forgetChanges()
    uploads.forgetChanges()
    proofs.forgetChanges()
    acceptances.forgetChanges()
    evidence.forgetChanges()
    transactions.removeAll(keepingCapacity: true)
  }
}

/// The ledger's own balances and counters.
public struct Totals: Equatable, Sendable {
  public var issued: Int64 = 0
  public var pool: Int64 = 0
  public var held: Int64 = 0
  public var loss: Int64 = 0
  public var transactions: UInt64 = 0
  public var proofs: UInt64 = 0
  /// Signatures the ledger has verified, for the figures.
  public var signatureChecks: UInt64 = 0
  public init() {}
}

extension Book {
  /// Invariant I5: issued = accounts + shadows + pool + held + loss.
  public var isBalanced: Bool {
    var sum = totals.pool + totals.held + totals.loss
    for account in accounts.rows.values { sum += Int64(account.minorUnits) }
    for purse in purses.rows.values { sum += Int64(purse.shadow.minorUnits) }
    return sum == totals.issued
  }

  /// Advances outstanding: value that nothing explains yet. What was advanced to a convicted purse
  /// is explained, as a loss.
  public var unexplained: Amount {
    purses.rows.values.reduce(.zero) {
      $1.isConvicted ? $0 : $0.adding($1.advance) ?? .largest
    }
  }
}
