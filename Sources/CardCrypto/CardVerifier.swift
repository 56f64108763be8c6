import Wire

/// What whoever only verifies needs of BearSSL: neither a key nor randomness.
public enum CardVerifier {
  /// SHA-256 of two spans, one after the other.
  public static func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    sha256(first, second)
  }

  /// ECDSA over P-256.
  public static func verify(
    _ signature: Signature, over digest: Digest, by key: PublicKey
  ) -> Bool {
    P256.verify(signature, over: digest, by: key)
  }
}
