import Wire

extension ProofParts {
  /// The accused has both taken and refused the first payment, which names it as payee.
  func proveTwoFaced() throws(ProofError) {
    guard let payment = payments.first else { throw .partMissing }
    guard payment.content.payee == accused.serial else { throw .otherPurse }
    let digest = payment.digest(hash: crypto)
    guard try isRefused(payment.content, digest) else { throw .partMissing }
    guard try isAccepted(digest) else { throw .partMissing }
  }

  private func isRefused(_ payment: Payment, _ digest: Digest) throws(ProofError) -> Bool {
    for refusal in refusals {
      guard crypto.holds(refusal, by: accused.key, beside: seconds) else { throw .badSignature }
      switch refusal.content.subject {
      case .payment(let refused): if refused == digest { return true }
      case .request(let refused): if refused == payment.request { return true }
      }
    }
    return uploads.contains { upload in
      upload.entries.contains { item in
        switch item.entry {
        case .refusedPayment(let refused): refused == digest
        case .refusedRequest(let refused): refused == payment.request
        default: false
        }
      }
    }
  }

  private func isAccepted(_ digest: Digest) throws(ProofError) -> Bool {
    for acceptance in acceptances {
      guard crypto.holds(acceptance, by: accused.key, beside: seconds) else { throw .badSignature }
      if acceptance.content.payment == digest { return true }
    }
    if uploads.contains(where: { $0.entries.contains { $0.entry.takes(digest) } }) { return true }
    return try isEnclosed(digest)
  }

  /// By enclosing a payment as evidence of its own money, the accused claims to have taken it.
  private func isEnclosed(_ digest: Digest) throws(ProofError) -> Bool {
    for outer in payments.dropFirst() {
      try checkOwn(outer)
      for plaintext in plaintexts
      where outer.content.sealed == SealedPart.commitment(to: plaintext.span.bytes, hash: crypto) {
        for item in OpenedEvidence(plaintext)?.enclosed ?? [] {
          guard let inner = try? Signed<Payment>(item.payment.span.bytes) else { continue }
          if inner.digest(hash: crypto) == digest { return true }
        }
      }
    }
    return false
  }
}

extension JournalEntry {
  /// Whether the entry says that its purse has taken a payment, now or before.
  func takes(_ digest: Digest) -> Bool {
    switch self {
    case .received(let taken, _, _): return taken == digest
    case .granted(let results):
      for i in 0..<results.deliveries.count where results.deliveries[i].payment == digest {
        switch results.deliveries[i].result {
        case .tookEffect, .alreadyDone: return true
        case .refused, .notOpen: continue
        }
      }
      return false
    default: return false
    }
  }
}
