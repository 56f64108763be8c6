import Wire

/// The plaintext of a sealed part (MSG-30).
public struct OpenedEvidence: Sendable {
  public var counters: EpochCounters
  public var enclosed: [(payment: [UInt8], sealed: [UInt8]?)]

  /// Reads a plaintext; garbage is nil, for it counts as dropped.
  public init?(_ plaintext: [UInt8]) {
    var reader = CBORReader(plaintext.span.bytes)
    counters = EpochCounters()
    enclosed = []
    do {
      try reader.readArray(exactly: 3)
      _ = try reader.readBytes(atMost: 16)
      try reader.readArray(exactly: 4)
      counters.sent = UInt32(try reader.readUInt(in: 0...0xFFFF_FFFF))
      counters.received = UInt32(try reader.readUInt(in: 0...0xFFFF_FFFF))
      counters.sumSent = try reader.readAmount()
      counters.sumReceived = try reader.readAmount()
      let count = try reader.readArray(atMost: 16)
      for _ in 0..<count {
        try reader.readArray(exactly: 2)
        let payment = try reader.readBytes(atMost: WireLimits.message)
        let copy = payment.withUnsafeBytes { Array($0) }
        if reader.readNull() {
          enclosed.append((copy, nil))
        } else {
          let sealed = try reader.readBytes(atMost: WireLimits.sealed)
          enclosed.append((copy, sealed.withUnsafeBytes { Array($0) }))
        }
      }
      try reader.expectEnd()
    } catch {
      return nil
    }
  }
}

extension Ledger {
  /// Settles what backs a payment before the payment, when its payer's shadow is short (LED-33).
  /// Each level lies inside the one before, so the bytes bound the depth.
  mutating func explain(
    _ payment: Payment, sealed: [UInt8]?, outer: [UInt8], time: LedgerTime
  ) {
    guard rules.liquidity.usesEvidence, let sealed, let commitment = payment.sealed,
      let shadow = book.lookAtHolder(of: payment.payer, \.shadow), shadow < payment.amount,
      let plaintext = crypto.open(
        sealed, of: book.origin(of: payment.payer), commitment: commitment),
      SealedPart.commitment(to: plaintext.span.bytes, hash: crypto) == commitment,
      let evidence = OpenedEvidence(plaintext)
    else { return }
    for item in evidence.enclosed {
      guard let inner = try? Signed<Payment>(item.payment.span.bytes),
        inner.content.payee == payment.payer,
        let innerPayer = book.purses[inner.content.payer]
      else { continue }
      let digest = inner.digest(hash: crypto)
      let isKnown = book.vouches(for: inner.content, digest)
      if !isKnown {
        let key = innerPayer.certificate.key
        // Nobody encloses second signatures of suite 3: without one, what needs it counts as dropped (SUI-24).
        if key.suite == .es256MLDSA65, brought[key, digest] == nil { continue }
        book.totals.signatureChecks += 1
        // No honest purse encloses what it has not verified: the rest counts as dropped.
        guard crypto.holds(inner, digest, by: key, beside: brought) else { return }
      }
      register(inner.content, digest, message: item.payment, isVerified: !isKnown, time: time)
      if book.evidence[digest] == nil {
        book.evidence[digest] = EvidenceRow(outer: outer, plaintext: plaintext)
      }
      explain(inner.content, sealed: item.sealed, outer: item.payment, time: time)
      accept(digest, source: .evidence, time: time)
    }
  }
}
