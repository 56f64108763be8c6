import Wire

/// Where a book's rows are that it does not hold in memory: what is closed, and on a store that
/// several ledgers share also what is open. A source that cannot answer remembers why, and says it
/// when the batch is to be made durable: what was applied on top of a wrong nil never counts.
public protocol BookSource: Sendable {
  /// All accounts and purses are in memory.
  var keepsBalancesInMemory: Bool { get }
  /// All payments that are not closed, and all refusals, are in memory.
  var keepsOpenInMemory: Bool { get }

  func account(_ name: String) -> Amount?
  func purse(_ serial: Serial) -> PurseRow?
  func payment(_ digest: Digest) -> PaymentRow?
  /// Whether a payment at a place is known and not closed.
  func isOpen(_ digest: Digest, at place: PaymentPlace) -> Bool
  /// An open payment at a place.
  func place(_ place: PaymentPlace) -> Digest?
  func payments(naming request: Digest) -> [Digest]
  func openPayments(by payer: Serial) -> [Digest]
  func waitingPayments() -> [Digest]
  func refusal(_ key: RefusalKey) -> RefusalRow?
  func upload(_ key: UploadKey) -> [UInt8]?
  func uploads(of serial: Serial) -> [UploadKey]
  /// Shows a purse's uploads, the latest first, until the body has seen enough: each record is read once,
  /// where `upload` would look through all that came after it.
  func visitUploads(of serial: Serial, _ body: (UploadKey, [UInt8]) -> Bool)
  func acceptance(_ digest: Digest) -> [UInt8]?
  func evidence(_ digest: Digest) -> EvidenceRow?
}

extension BookSource {
  /// For a source that finds each upload by itself.
  public func visitUploads(of serial: Serial, _ body: (UploadKey, [UInt8]) -> Bool) {
    for key in uploads(of: serial).sorted(by: { $0.grant > $1.grant }) {
      guard let upload = upload(key) else { continue }
      guard body(key, upload) else { return }
    }
  }
}
