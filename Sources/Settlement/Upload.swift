import Wire

/// One entry of an upload, read and held against the head.
struct UploadEntry: Sendable {
  var sequence: SequenceNumber
  var entry: JournalEntry
  /// Head before the entry; nil for one kept from a dropped prefix.
  var previous: Head?
  /// The payment of an entry that pays or takes one, with its digest and message.
  var payment: Signed<Payment>?
  var message: [UInt8]
  var sealed: [UInt8]?
}

/// A sync request with its entries, after every check that needs no ledger (SYN-5 to SYN-8).
struct Upload: Sendable {
  var request: Signed<SyncRequest>
  var digest: Digest
  /// The head before the first entry.
  var start: Head
  var entries: [UploadEntry]

  /// - Parameter start: the head that the entries begin from.
  init<Hash: MessageHash>(
    _ packet: Packet, request: Signed<SyncRequest>, start: Head, hash: Hash
  ) throws(LedgerError) {
    self.request = request
    self.start = start
    digest = request.digest(hash: hash)
    entries = []
    let content = request.content
    var head = start
    var kept = Head.start
    var next = content.first
    for item in packet.items {
      var entry = try UploadEntry(item, hash: hash)
      if let checkpoint = content.checkpoint, item.sequence <= checkpoint.through {
        guard (entries.last?.sequence ?? .none) < item.sequence else { throw .garbledUpload }
        var bytes: [UInt8] = []
        for shift in 0..<8 {
          bytes.append(UInt8(truncatingIfNeeded: item.sequence.value >> UInt64(56 - 8 * shift)))
        }
        bytes += item.entry
        kept = kept.extended(by: bytes.span.bytes, hash: hash)
      } else {
        guard item.sequence == next, next <= content.last else { throw .garbledUpload }
        entry.previous = head
        head = head.extended(by: item.entry.span.bytes, hash: hash)
        next = next.next
      }
      entries.append(entry)
    }
    guard next == content.last.next, head == content.head,
      kept == content.checkpoint?.kept ?? .start
    else { throw .garbledUpload }
  }
}

extension UploadEntry {
  /// Reads an item; what lies beside the entry must be what the entry names.
  fileprivate init<Hash: MessageHash>(_ item: Packet.Item, hash: Hash) throws(LedgerError) {
    sequence = item.sequence
    do {
      entry = try JournalEntry(item.entry.span.bytes)
      payment = nil
      if let message = item.payment { payment = try Signed<Payment>(message.span.bytes) }
    } catch {
      throw .garbledUpload
    }
    message = item.payment ?? []
    sealed = item.sealed
    switch entry {
    case .paid(let digest, _):
      guard let payment, payment.digest(hash: hash) == digest else { throw .garbledUpload }
    case .received(let digest, let amount, let signature):
      guard let payment, payment.digest(hash: hash) == digest, payment.content.amount == amount
      else { throw .garbledUpload }
      // The chain holds the signature as the payee took it; the copy beside it counts for nothing.
      let bound = Signed(
        content: payment.content, signature: signature, algorithm: payment.algorithm)
      self.payment = bound
      message = [UInt8](bound)
    default:
      guard payment == nil else { throw .garbledUpload }
    }
  }
}
