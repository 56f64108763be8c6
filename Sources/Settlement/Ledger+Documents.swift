import Wire

extension Ledger {
  /// Takes payments, decisions and forks seen offline that anyone carries (LED-28, SUS-12). What does not hold is left out:
  /// the carrier may be anybody, so it is no ground for blame.
  mutating func take(documents: [[UInt8]], time: LedgerTime) {
    var forged = 0
    for document in documents {
      guard let packet = try? Packet(document) else { continue }
      switch packet.kind {
      case .payment: take(payment: packet, time: time)
      case .decision: take(decision: packet, time: time)
      case .proof where forged < Self.mostForgedSightings:
        if take(sighting: packet, time: time) == .forged { forged += 1 }
      default: continue
      }
    }
  }

  private mutating func take(payment packet: Packet, time: LedgerTime) {
    guard let payment = try? Signed<Payment>(packet.message.span.bytes),
      let payer = book.purses[payment.content.payer], hasEntries(payment.content.payer)
    else { return }
    let digest = payment.digest(hash: crypto)
    if book.vouches(for: payment.content, digest) { return }
    book.totals.signatureChecks += 1
    guard crypto.holds(payment, digest, by: payer.certificate.key, beside: brought) else { return }
    register(payment.content, digest, message: packet.message, isVerified: true, time: time)
    explain(payment.content, sealed: packet.sealed, outer: packet.message, time: time)
    settle(digest, time: time)
    queueEnd(digest)
  }

  private mutating func take(decision packet: Packet, time: LedgerTime) {
    guard let bytes = packet.certificate,
      let certificate = try? Signed<Certificate>(bytes.span.bytes),
      let payee = book.purses[certificate.content.serial]
    else { return }
    let serial = certificate.content.serial
    guard hasEntries(serial) else { return }
    if let refusal = try? Signed<Refusal>(packet.message.span.bytes) {
      // Known once, it has done what it does: whoever brings it again costs no check (LED-29).
      let key = RefusalKey(subject: refusal.content.subject, payee: serial)
      guard book.refusals[key] == nil else { return }
      book.totals.signatureChecks += 1
      guard crypto.holds(refusal, by: payee.certificate.key, beside: brought) else { return }
      let message = kept(packet.message, refusal, by: payee.certificate.key)
      refuse(refusal.content.subject, by: serial, .message(message), time: time)
    } else if let acceptance = try? Signed<Acceptance>(packet.message.span.bytes),
      let row = book.payments[acceptance.content.payment], row.payment.payee == serial
    {
      confirm(
        acceptance.content.payment, sequence: acceptance.content.sequence,
        signature: acceptance.signature, time: time)
    }
  }
}
