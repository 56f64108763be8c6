import Wire

/// One entry of an upload, read and held against what lies beside it. On the heap, for grant results
/// make it large and it is handed on often.
package final class UploadEntry: Sendable {
  package let sequence: SequenceNumber
  package let entry: JournalEntry
  /// The digest of the payment, where the entry makes one or takes one: to look at without the entry.
  package let paid: Digest?
  package let received: Digest?
  /// The payment of an entry that pays or takes one, and its message.
  package let payment: Signed<Payment>?
  let message: [UInt8]
  let sealed: [UInt8]?

  /// Reads an item; what lies beside the entry must be what the entry names.
  init<Hash: MessageHash>(_ item: Packet.Item, hash: Hash) throws(LedgerError) {
    let entry: JournalEntry
    let payment: Signed<Payment>?
    do {
      entry = try JournalEntry(item.entry.span.bytes)
      payment = try item.payment.map { message throws(WireError) in
        try Signed<Payment>(message.span.bytes)
      }
    } catch {
      throw .garbledUpload
    }
    self.entry = entry
    sequence = item.sequence
    sealed = item.sealed
    switch entry {
    case .paid(let digest, _):
      (paid, received) = (digest, nil)
      guard let payment, payment.digest(hash: hash) == digest else { throw .garbledUpload }
      self.payment = payment
      message = item.payment ?? []
    case .received(let digest, let amount, let signature):
      (paid, received) = (nil, digest)
      guard let payment, payment.digest(hash: hash) == digest, payment.content.amount == amount
      else { throw .garbledUpload }
      // The chain holds the signature as the payee took it; the copy beside it counts for nothing.
      let bound = Signed(
        content: payment.content, signature: signature, algorithm: payment.algorithm)
      self.payment = bound
      message = payment.signature == signature ? item.payment ?? [] : [UInt8](bound)
    default:
      (paid, received) = (nil, nil)
      guard payment == nil else { throw .garbledUpload }
      self.payment = nil
      message = []
    }
  }
}
