/// What a payer tells the ledger and nobody on the way (MSG-30): how its limits stand, and the
/// payments that back its money. The payment carries a salted commitment to it; the ciphertext is
/// detached, and may be dropped on the way but not altered.
///
/// Plaintext: `[salt, [sent, received, sum sent, sum received], [[payment, sealed / null]...]]`.
public enum SealedPart {
  /// SHA-256 of a label and the plaintext, which begins with 16 random bytes.
  public static func commitment<Hash: MessageHash & ~Copyable>(
    to plaintext: borrowing RawSpan, hash: borrowing Hash
  ) -> Commitment {
    var label = Bytes<32>()
    label.append(ascii: "kontant/sealed/1")
    return Commitment(hash.hash(label.span, plaintext))
  }

  /// Bytes that sealing adds: the tag of AES-256-GCM.
  public static let overhead = 16
}

/// What a purse has done since its last applied grant.
public struct EpochCounters: Equatable, Sendable {
  public var sent: UInt32 = 0
  public var received: UInt32 = 0
  public var sumSent = Amount.zero
  public var sumReceived = Amount.zero

  public init() {}

  public var operations: UInt32 { sent + received }

  /// What was counted after `earlier`, of which this is a continuation.
  public func since(_ earlier: EpochCounters) -> EpochCounters {
    var rest = EpochCounters()
    rest.sent = sent - earlier.sent
    rest.received = received - earlier.received
    rest.sumSent = sumSent - earlier.sumSent
    rest.sumReceived = sumReceived - earlier.sumReceived
    return rest
  }
}
