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
}
