import PurseCrypto
import Settlement
import Wire

/// Checks signatures, with no key of its own.
public struct SoftwareVerifier: SignatureVerifier, Sendable {
  private let digests = SoftwareHash()
  private let parsedKeys = KeyCache()

  public init() {}

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    digests.hash(first, second)
  }

  public func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    guard let parsed = parsedKeys.parse(key) else { return false }
    return signature.holds(over: digest, by: parsed)
  }

  public func verify(_ check: SignatureCheck) -> Bool { check.holds(parsedKeys) }
  public func verifyEnvelope(_ check: SignatureCheck) -> Bool {
    check.envelopeHolds(parsedKeys)
  }
}

extension SignatureCheck {
  /// Whether it holds, as the key's suite says (SUI-3); of suite 3 both signatures (SUI-21).
  func holds(_ keys: KeyCache) -> Bool {
    switch key.suite {
    case .es256: keys.parse(key).map { signature.holds(over: digest, by: $0) } ?? false
    case .edDSA: signature.holds(over: message, byEd25519: key)
    case .es256MLDSA65: signature.holds(over: digest, by: key, and: second)
    }
  }

  /// Whether the signature in the envelope does: what tells who is to blame (SUI-24).
  func envelopeHolds(_ keys: KeyCache) -> Bool {
    key.suite == .es256MLDSA65 ? signature.holds(over: digest, byHalfOf: key) : holds(keys)
  }
}
