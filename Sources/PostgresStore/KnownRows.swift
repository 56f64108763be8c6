import Settlement
import Wire

/// A purse as it lies in the store, with the open payments that it has made. An object, because many
/// hold it and nobody changes it.
final class KnownPurse: Sendable {
  let row: PurseRow
  let version: Int64
  /// It has signed refusals that the ledger knows.
  let refuses: Bool
  /// All open payments that it has made are here; else they are looked up by themselves.
  let isComplete: Bool
  let payments: [OpenPayment]

  init(
    row: PurseRow, version: Int64, refuses: Bool, isComplete: Bool, payments: [OpenPayment]
  ) {
    self.row = row
    self.version = version
    self.refuses = refuses
    self.isComplete = isComplete
    self.payments = payments
  }

  /// The same purse with other payments.
  func with(payments: [OpenPayment]) -> KnownPurse {
    KnownPurse(
      row: row, version: version, refuses: refuses,
      isComplete: isComplete && payments.count <= RowQueries.largestOwn, payments: payments)
  }
}

struct KnownAccount: Sendable {
  var balance: Amount
  var version: Int64
}

/// An open payment as it lies in the store.
struct OpenPayment: Sendable {
  enum Content: Sendable {
    case record([UInt8])
    case row(PaymentRow)
  }

  var digest: Digest
  var place: PaymentPlace
  var version: Int64
  var content: Content
}

/// What a book has been told of the store's rows, so that a commit can see whether it still holds.
/// Nil stands for a row that is not there.
struct KnownRows: Sendable {
  private(set) var purses: [Serial: KnownPurse?] = [:]
  private(set) var accounts: [String: KnownAccount?] = [:]
  /// Open payments that were looked up by themselves.
  private var single: [Digest: OpenPayment] = [:]
  private var rows: [Digest: PaymentRow] = [:]
  /// Where a payment is among its payer's; made when somebody asks by digest alone.
  private var payers: [Digest: Serial]?
  /// Places and digests that were looked up by themselves.
  var places: Set<PaymentPlace> = []
  var digests: Set<Digest> = []
  /// Payments that are neither open nor closed.
  var absent: Set<Digest> = []
  /// What the records of batches have of a digest.
  var closed: [Digest: PaymentRow?] = [:]
  /// Open payments that name a request, and all that are known.
  var openNaming: [Digest: [Digest]] = [:]
  var naming: [Digest: [Digest]] = [:]
  var refusals: [RefusalKey: RefusalRow?] = [:]
  var waiting: [Digest]?
  /// The latest of all versions that were read: what is written comes after it.
  private(set) var clock: Int64 = 0

  /// The first version counts: what was told before rests on it.
  mutating func add(_ serial: Serial, _ purse: KnownPurse?) {
    if let known = purses[serial], known != nil { return }
    purses[serial] = .some(purse)
    guard let purse else { return }
    note(purse.version)
    for payment in purse.payments {
      note(payment.version)
      payers?[payment.digest] = serial
    }
  }

  mutating func add(_ name: String, _ account: KnownAccount?) {
    if let known = accounts[name], known != nil { return }
    accounts[name] = .some(account)
    if let account { note(account.version) }
  }

  mutating func add(_ payment: OpenPayment) {
    guard find(payment.digest, of: payment.place.payer) == nil else { return }
    note(payment.version)
    single[payment.digest] = payment
  }

  mutating func note(_ version: Int64) { clock = max(clock, version) }

  func purse(_ serial: Serial) -> KnownPurse? { purses[serial] ?? nil }
  func account(_ name: String) -> KnownAccount? { accounts[name] ?? nil }

  /// An open payment of a payer, if it was read.
  func find(_ digest: Digest, of payer: Serial) -> OpenPayment? {
    single[digest] ?? purse(payer)?.payments.first { $0.digest == digest }
  }

  /// Who made an open payment that was read.
  func payer(of digest: Digest) -> Serial? {
    if let payment = single[digest] { return payment.place.payer }
    return (payers ?? makeIndex())[digest]
  }

  /// Open payments of a payer that were read.
  func open(by payer: Serial) -> [Digest] {
    (purse(payer)?.payments.map(\.digest) ?? [])
      + single.values.filter { $0.place.payer == payer }.map(\.digest)
  }

  func open(at place: PaymentPlace) -> [Digest] {
    let own = purse(place.payer)?.payments.filter { $0.place == place }.map(\.digest) ?? []
    return own + single.values.filter { $0.place == place }.map(\.digest)
  }

  /// All open payments that were read.
  func forEachOpen(_ body: (OpenPayment) throws -> Void) rethrows {
    for purse in purses.values {
      for payment in purse?.payments ?? [] { try body(payment) }
    }
    for payment in single.values { try body(payment) }
  }

  /// The row of an open payment that was read.
  mutating func row(_ digest: Digest) throws -> PaymentRow? {
    if let row = rows[digest] { return row }
    let index = payers ?? makeIndex()
    payers = index
    guard let payment = single[digest] ?? index[digest].flatMap({ find(digest, of: $0) }) else {
      return nil
    }
    let row = try payment.row()
    rows[digest] = row
    return row
  }

  private func makeIndex() -> [Digest: Serial] {
    var index: [Digest: Serial] = [:]
    for purse in purses.values.compactMap({ $0 }) {
      for payment in purse.payments { index[payment.digest] = payment.place.payer }
    }
    return index
  }
}
