import LedgerRecords
import Settlement
import Wire

/// An upload read as far as it can be without the ledger's records: done on all cores before the
/// ledger takes the batch one by one.
struct DecodedUpload: Sendable {
  /// A signed statement and who should have signed it.
  struct Statement: Sendable {
    var signature: Signature
    var digest: Digest
    var signer: Serial
    var algorithm: Algorithm
    /// The Sig_structure, where the algorithm signs more than its digest.
    var sigStructure: [UInt8]

    init<Content: MessageContent>(
      _ message: Signed<Content>, signature: Signature, digest: Digest, signer: Serial
    ) {
      self.signature = signature
      self.digest = digest
      self.signer = signer
      algorithm = message.algorithm
      sigStructure = algorithm == .edDSA ? message.content.sigStructure(algorithm) : []
    }

    /// Nil when it is signed in another way than the key's suite (SUI-3).
    func check(by key: PublicKey) -> SignatureCheck? {
      guard algorithm == key.suite.algorithm else { return nil }
      return SignatureCheck(
        signature: signature, digest: digest, key: key, message: sigStructure)
    }
  }

  /// The request itself.
  var request: Statement
  /// Payments that the purse has made, by digest.
  var paid: [Digest] = []
  /// Payments that the purse has taken.
  var received: [Statement] = []
  /// What the ledger will look at.
  var names = BatchNames()

  init?<Hash: MessageHash>(_ packet: Packet, hash: Hash) {
    guard packet.kind == .upload,
      let message = try? Signed<SyncRequest>(packet.message.span.bytes)
    else { return nil }
    let serial = message.content.serial
    request = Statement(
      message, signature: message.signature, digest: message.digest(hash: hash), signer: serial)
    names.serials.insert(serial)
    names.syncing.insert(serial)
    for item in packet.items {
      guard let entry = try? JournalEntry(item.entry.span.bytes) else { continue }
      read(entry, item)
    }
    names.loose.subtract(paid)
  }

  private mutating func read(_ entry: JournalEntry, _ item: Packet.Item) {
    switch entry {
    case .paid(let digest, _):
      paid.append(digest)
      names.payments.insert(digest)
      if let payment = payment(item) { name(payment.content) }
    case .received(let digest, _, let signature):
      names.payments.insert(digest)
      guard let payment = payment(item) else { return }
      name(payment.content)
      received.append(
        Statement(payment, signature: signature, digest: digest, signer: payment.content.payer))
    case .refusedPayment(let digest), .refunded(let digest, _, _, _), .confirmed(let digest, _, _):
      name(loose: digest)
    case .refusedRequest(let request): names.requests.insert(request)
    case .granted(let results):
      for i in 0..<results.deliveries.count { name(loose: results.deliveries[i].payment) }
      for i in 0..<results.reversals.count { name(loose: results.reversals[i].payment) }
    case .unloaded: break
    }
  }

  private func payment(_ item: Packet.Item) -> Signed<Payment>? {
    item.payment.flatMap { try? Signed<Payment>($0.span.bytes) }
  }

  private mutating func name(_ payment: Payment) {
    names.serials.insert(payment.payer)
    names.serials.insert(payment.payee)
  }

  private mutating func name(loose digest: Digest) {
    names.payments.insert(digest)
    names.loose.insert(digest)
  }
}
