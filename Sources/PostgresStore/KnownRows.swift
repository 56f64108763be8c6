import Settlement
import Wire

/// What a book has been told of the store's rows, so that a commit can see whether it still holds.
/// Nil stands for a row that is not there.
struct KnownRows: Sendable {
  struct Purse: Sendable {
    var row: PurseRow
    var version: Int64
    /// It has signed refusals that the ledger knows.
    var refuses: Bool
    /// All open payments that it has made are in `open`.
    var isComplete: Bool
  }

  struct Account: Sendable {
    var balance: Amount
    var version: Int64
  }

  var purses: [Serial: Purse?] = [:]
  var accounts: [String: Account?] = [:]
  /// Open payments, as far as they were read.
  private(set) var open: [Digest: OpenPayment] = [:]
  private var rows: [Digest: PaymentRow] = [:]
  private var byPlace: [PaymentPlace: [Digest]] = [:]
  private var byPayer: [Serial: [Digest]] = [:]
  /// Places that were looked up by themselves.
  var places: Set<PaymentPlace> = []
  /// Digests that were looked for among open payments.
  var digests: Set<Digest> = []
  /// What the records of batches have of a digest.
  var closed: [Digest: PaymentRow?] = [:]
  /// Payments that are neither open nor closed.
  var absent: Set<Digest> = []
  /// Open payments that name a request, and all that are known.
  var openNaming: [Digest: [Digest]] = [:]
  var naming: [Digest: [Digest]] = [:]
  var refusals: [RefusalKey: RefusalRow?] = [:]
  var waiting: [Digest]?
  /// The latest of all versions that were read: what is written comes after it.
  var clock: Int64 = 0

  mutating func add(_ serial: Serial, _ purse: Purse?) {
    // The first version counts: what was told before rests on it.
    if let known = purses[serial], known != nil { return }
    purses[serial] = .some(purse)
    clock = max(clock, purse?.version ?? 0)
  }

  mutating func add(_ name: String, _ account: Account?) {
    if let known = accounts[name], known != nil { return }
    accounts[name] = .some(account)
    clock = max(clock, account?.version ?? 0)
  }

  mutating func add(_ payment: OpenPayment) {
    clock = max(clock, payment.version)
    guard open[payment.digest] == nil else { return }
    open[payment.digest] = payment
    byPlace[payment.place, default: []].append(payment.digest)
    byPayer[payment.place.payer, default: []].append(payment.digest)
  }

  /// The row of an open payment that was read.
  mutating func row(_ digest: Digest) throws -> PaymentRow? {
    if let row = rows[digest] { return row }
    guard let payment = open[digest] else { return nil }
    let row = try payment.row()
    rows[digest] = row
    return row
  }

  func open(at place: PaymentPlace) -> [Digest] { byPlace[place] ?? [] }
  func open(by payer: Serial) -> [Digest] { byPayer[payer] ?? [] }
}

/// An open payment as it lies in the store.
struct OpenPayment: Sendable {
  var digest: Digest
  var place: PaymentPlace
  var version: Int64
  var record: [UInt8]
}
