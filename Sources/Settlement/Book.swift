import Wire

/// The ledger's records. A value: a store loads it, the state machine changes it, and the store
/// writes the changed rows in one transaction.
public struct Book: Sendable {
  public var accounts = Table<String, Amount>()
  public var purses = Table<Serial, PurseRow>()
  public var payments = Table<Digest, PaymentRow>()
  public var refusals = Table<RefusalKey, RefusalRow>()
  public var uploads = Table<UploadKey, [UInt8]>()
  public var proofs = Table<UInt64, ProofRow>()
  /// Signed acceptances that were brought, by payment.
  public var acceptances = Table<Digest, [UInt8]>()
  /// Evidence that was opened, by the payment it encloses.
  public var evidence = Table<Digest, EvidenceRow>()
  /// Payments in memory by their place in their payer's journal: an index over `payments`.
  private var places: [PaymentPlace: Digest] = [:]
  /// Payments in memory by the request they name: an index over `payments`. Hardly ever has a request
  /// more than one.
  private var byRequest: [Digest: Digest] = [:]
  private var moreByRequest: [Digest: [Digest]] = [:]
  /// Balances that belong to nobody, in minor units.
  public var totals = Totals()
  /// Transactions since the last `forgetChanges`.
  public private(set) var transactions: [Transaction] = []
  /// The batch that the next changes belong to.
  public var batch = BatchNumber(1)
  /// Where rows are that are not in memory; without one all rows are.
  private var source: (any BookSource)?

  public init() {}

  /// A book whose rows are not all in memory.
  public init(source: any BookSource) { attach(source) }

  /// From now on rows that are not in memory are looked for there.
  public mutating func attach(_ source: any BookSource) {
    self.source = source
    if !source.keepsBalancesInMemory {
      accounts.find = { source.account($0) }
      purses.find = { source.purse($0) }
    }
    payments.find = { source.payment($0) }
    if !source.keepsOpenInMemory { refusals.find = { source.refusal($0) } }
    uploads.find = { source.upload($0) }
    acceptances.find = { source.acceptance($0) }
    evidence.find = { source.evidence($0) }
  }

  /// Enters a payment and its index.
  mutating func enter(_ row: PaymentRow, _ digest: Digest) {
    payments[digest] = row
    index(row, digest)
    totals.known.add(row, 1)
  }

  /// Changes a payment in place, and the sums with it. A missing one is a broken invariant.
  public mutating func change(_ digest: Digest, _ body: (inout PaymentRow) -> Void) {
    var sums = PaymentSums()
    payments.update(digest) { row in
      sums.add(row, -1)
      body(&row)
      sums.add(row, 1)
    }
    totals.known.add(sums)
  }

  /// Takes in a stored payment; the totals have it already.
  public mutating func load(_ row: PaymentRow, _ digest: Digest) {
    payments.load(digest, row)
    index(row, digest)
  }

  private mutating func index(_ row: PaymentRow, _ digest: Digest) {
    let place = PaymentPlace(payer: row.payment.payer, sequence: row.payment.sequence)
    if places[place] == nil { places[place] = digest }
    guard let request = row.payment.request else { return }
    guard let first = byRequest[request] else {
      byRequest[request] = digest
      return
    }
    guard first != digest, moreByRequest[request]?.contains(digest) != true else { return }
    moreByRequest[request, default: []].append(digest)
  }

  /// Where the last transaction that concerns a payment stands. A closed purse's own may follow it.
  func lastEntry(of payment: Digest) -> EntryPlace? {
    transactions.lastIndex { $0.payment == payment }
      .map { EntryPlace(batch: batch, ordinal: UInt32($0)) }
  }

  mutating func book(_ transaction: Transaction) {
    precondition(transaction.postings.reduce(0) { $0 + $1.change } == 0, "booking out of balance")
    transactions.append(transaction)
  }

  public mutating func forgetChanges() {
    accounts.forgetChanges()
    purses.forgetChanges()
    payments.forgetChanges()
    refusals.forgetChanges()
    uploads.forgetChanges()
    proofs.forgetChanges()
    acceptances.forgetChanges()
    evidence.forgetChanges()
    transactions.removeAll(keepingCapacity: true)
  }
}

extension Book {
  /// Looks at a payment, if it is known. Closed ones are looked for only where one may be.
  func lookAtKnown<Value>(
    _ payment: Payment, _ digest: Digest, _ body: (PaymentRow) -> Value
  ) -> Value? {
    if let value = payments.lookInMemory(digest, body) { return value }
    let place = PaymentPlace(payer: payment.payer, sequence: payment.sequence)
    let isOpen = source?.keepsOpenInMemory == false && source?.isOpen(digest, at: place) == true
    return isOpen || mayBeClosed(payment) ? payments.look(digest, body) : nil
  }

  /// Whether a payment need not be verified: it was, or its payer's own journal has it (LED-10).
  func vouches(for payment: Payment, _ digest: Digest) -> Bool {
    lookAtKnown(payment, digest) { $0.isVerified || $0.byPayer } ?? false
  }

  /// Whether a payment that is not open may be known all the same. One beyond what its payer's journal
  /// covers cannot be closed (STO-4).
  func mayBeClosed(_ payment: Payment) -> Bool {
    guard source != nil else { return false }
    return purses.look(payment.payer) { payment.sequence <= $0.covered } ?? false
  }

  /// The payment in memory or open elsewhere that is known to be at a place.
  func occupant(of place: PaymentPlace) -> Digest? {
    places[place] ?? (source?.keepsOpenInMemory == false ? source?.place(place) : nil)
  }

  /// Known payments that name a request.
  public func payments(naming request: Digest) -> [Digest] {
    let here = (byRequest[request].map { [$0] } ?? []) + (moreByRequest[request] ?? [])
    guard let source else { return here }
    let known = Set(here)
    return here + source.payments(naming: request).filter { !known.contains($0) }
  }

  /// Names of all stored uploads of a purse, the oldest first.
  public func uploadKeys(of serial: Serial) -> [UploadKey] {
    var keys = Set(uploads.keys.filter { $0.serial == serial })
    keys.formUnion(source?.uploads(of: serial) ?? [])
    return keys.sorted { $0.grant < $1.grant }
  }

  /// Shows a purse's stored uploads, the latest first, until the body has seen enough. Each is read once: a
  /// purse with a long history is no more work than its history is long.
  public func visitUploads(of serial: Serial, _ body: ([UInt8]) -> Bool) {
    let here = uploads.keys.filter { $0.serial == serial }.sorted { $0.grant > $1.grant }
    for key in here {
      guard let upload = uploads[key], body(upload) else { return }
    }
    source?.visitUploads(of: serial) { key, upload in here.contains(key) || body(upload) }
  }

  /// Every payment that a purse has made or taken, as far as it is known.
  public func payments(concerning serial: Serial) -> [Digest: PaymentRow] {
    var found = payments.rows { $0.payment.payer == serial || $0.payment.payee == serial }
    visitUploads(of: serial) { upload in
      for item in (try? Packet(upload))?.items ?? [] {
        switch try? JournalEntry(item.entry.span.bytes) {
        case .paid(let digest, _), .received(let digest, _, _):
          if found[digest] == nil { found[digest] = payments[digest] }
        default: continue
        }
      }
      return true
    }
    return found
  }

  /// Payments of a purse that are not closed, and those in memory that are.
  func payments(by payer: Serial) -> [Digest] {
    let here = Array(payments.rows { $0.payment.payer == payer }.keys)
    guard let source, !source.keepsOpenInMemory else { return here }
    return here + source.openPayments(by: payer).filter { !payments.isInMemory($0) }
  }

  /// Payments that wait for their payer's money (LED-35).
  public func waitingPayments() -> [Digest: PaymentRow] {
    var waiting = payments.rows { $0.booking == .waiting }
    guard let source, !source.keepsOpenInMemory else { return waiting }
    for digest in source.waitingPayments() where !payments.isInMemory(digest) {
      if let row = payments[digest], row.booking == .waiting { waiting[digest] = row }
    }
    return waiting
  }

  /// Takes out of memory what the source finds from now on: uploads, documents, and payments that
  /// are closed. To be called when these changes are durable and the source knows them.
  public mutating func release(_ changes: BookChanges) {
    guard source != nil else { return }
    for (key, _) in changes.uploads { uploads.release(key) }
    for (digest, _) in changes.acceptances { acceptances.release(digest) }
    for (digest, _) in changes.evidence { evidence.release(digest) }
    for (digest, row) in changes.payments where row.isClosed {
      release(closed: digest, row.payment)
    }
  }

  private mutating func release(closed digest: Digest, _ payment: Payment) {
    // It may have been opened again since.
    guard payments.lookInMemory(digest, \.isClosed) == true else { return }
    payments.release(digest)
    guard !payments.isInMemory(digest) else { return }
    let place = PaymentPlace(payer: payment.payer, sequence: payment.sequence)
    if places[place] == digest { places[place] = nil }
    guard let request = payment.request else { return }
    if byRequest[request] == digest {
      byRequest[request] = moreByRequest[request]?.first
      moreByRequest[request]?.removeFirst()
    } else {
      moreByRequest[request]?.removeAll { $0 == digest }
    }
    if moreByRequest[request]?.isEmpty == true { moreByRequest[request] = nil }
  }
}

/// The ledger's own balances and counters.
public struct Totals: Equatable, Sendable {
  public var issued: Int64 = 0
  public var pool: Int64 = 0
  public var held: Int64 = 0
  public var loss: Int64 = 0
  /// On the way between purses that report totals only, as far as they have said.
  public var transit: Int64 = 0
  public var transactions: UInt64 = 0
  public var proofs: UInt64 = 0
  /// Signatures the ledger has verified, for the figures.
  public var signatureChecks: UInt64 = 0
  /// All payments ever known, as they stand.
  public var known = PaymentSums()
  public init() {}
}

extension Totals {
  /// These and what others have done besides.
  public func adding(_ others: Totals) -> Totals {
    var sum = self
    sum.issued &+= others.issued
    sum.pool &+= others.pool
    sum.held &+= others.held
    sum.loss &+= others.loss
    sum.transit &+= others.transit
    sum.transactions &+= others.transactions
    sum.proofs &+= others.proofs
    sum.signatureChecks &+= others.signatureChecks
    sum.known.add(others.known)
    return sum
  }
}

/// How many payments there are and what they come to, in minor units.
public struct PaymentSums: Equatable, Sendable {
  public var count: Int64 = 0
  public var settled: Int64 = 0
  public var settledValue: Int64 = 0
  /// Settled, and both sides have synced.
  public var confirmed: Int64 = 0
  public var confirmedValue: Int64 = 0
  public init() {}

  /// Counts a payment in, or out again with a factor of -1.
  public mutating func add(_ row: PaymentRow, _ factor: Int64) {
    count += factor
    guard row.booking == .settled else { return }
    let value = factor * Int64(row.payment.amount.minorUnits)
    settled += factor
    settledValue &+= value
    guard row.isConfirmed else { return }
    confirmed += factor
    confirmedValue &+= value
  }

  mutating func add(_ other: PaymentSums) {
    count += other.count
    settled += other.settled
    settledValue &+= other.settledValue
    confirmed += other.confirmed
    confirmedValue &+= other.confirmedValue
  }
}

extension Book {
  /// Invariant I5: issued = accounts + shadows + pool + held + loss + transit.
  public var isBalanced: Bool {
    // Wrapping, for what was altered in a store is to be refused and not to trap.
    var sum = totals.pool &+ totals.held &+ totals.loss &+ totals.transit
    for (_, account) in accounts.all { sum &+= Int64(account.minorUnits) }
    for (_, purse) in purses.all { sum &+= Int64(purse.shadow.minorUnits) }
    return sum == totals.issued
  }

  /// Advances outstanding: value that nothing explains yet. What was advanced to a convicted or
  /// closed purse is explained.
  public var unexplained: Amount {
    purses.all.reduce(.zero) {
      $1.row.isExplained ? $0 : $0.adding($1.row.advance) ?? .largest
    }
  }
}
