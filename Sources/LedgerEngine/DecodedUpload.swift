import Settlement
import Wire

/// An upload read as far as it can be without the ledger's records: done on all cores before the
/// ledger takes the batch one by one.
struct DecodedUpload: Sendable {
  var packet: Packet
  /// The request's own signature, if the purse is known.
  var request: SignatureCheck?
  /// Payments that the purse has made, by digest.
  var paid: [Digest] = []
  /// Payments that the purse has taken and whose payers are known.
  var received: [SignatureCheck] = []

  /// - Parameter book: as it is before the batch; only keys of purses are taken from it.
  init?<Hash: MessageHash>(_ packet: Packet, book: Book, hash: Hash) {
    guard packet.kind == .upload,
      let request = try? Signed<SyncRequest>(packet.message.span.bytes),
      let purse = book.purses[request.content.serial]
    else { return nil }
    self.packet = packet
    let digest = request.digest(hash: hash)
    if digest != purse.answered {
      self.request = SignatureCheck(
        signature: request.signature, digest: digest, key: purse.certificate.key)
    }
    for item in packet.items {
      guard let message = item.payment, let entry = try? JournalEntry(item.entry.span.bytes)
      else { continue }
      switch entry {
      case .paid(let digest, _): paid.append(digest)
      case .received(let digest, _, let signature):
        guard let payment = try? Signed<Payment>(message.span.bytes),
          let payer = book.purses[payment.content.payer]
        else { continue }
        received.append(
          SignatureCheck(signature: signature, digest: digest, key: payer.certificate.key))
      default: break
      }
    }
  }
}
