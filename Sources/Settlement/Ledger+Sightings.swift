import Wire

extension Ledger {
  /// What a proof that somebody carries came to.
  enum Sighting { case convicts, nothing, forged }

  /// Takes a fork that somebody saw offline (SUS-12). The payments themselves are not entered: what no
  /// purse has taken moves no money.
  mutating func take(sighting packet: Packet, time: LedgerTime) -> Sighting {
    guard packet.proof == .fork, packet.documents.count == 2 else { return .nothing }
    let payments = packet.documents.compactMap { try? Signed<Payment>($0.span.bytes) }
    guard let first = payments.first, let second = payments.dropFirst().first,
      first.content.payer == second.content.payer,
      first.content.sequence == second.content.sequence
    else { return .nothing }
    let payer = first.content.payer
    guard let key = book.purses.look(payer, \.certificate.key), !isConvicted(payer) else {
      return .nothing
    }
    let digests = (first.digest(hash: crypto), second.digest(hash: crypto))
    guard digests.0 != digests.1 else { return .nothing }
    var seconds = brought
    seconds.form(union: SecondSignatures(packet.seconds, hash: crypto))
    // The carrier may be anybody: what does not hold is no ground for blame, his or the payer's.
    for (payment, digest) in [(first, digests.0), (second, digests.1)] {
      book.totals.signatureChecks += 1
      guard crypto.holds(payment, digest, by: key, beside: seconds) else { return .forged }
    }
    let parts = zip(packet.documents, [digests.0, digests.1]).map { message, digest in
      seconds[key, digest]
        .map { Self.packed(.payment, message, $0, of: digest, by: key) } ?? message
    }
    convict(payer, .fork, parts, time: time)
    return .convicts
  }

  /// Proofs of one upload that do not hold, after which no further ones in it are looked at (SUS-13).
  static var mostForgedSightings: Int { 4 }
}
