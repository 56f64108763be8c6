import CBearSSL
import Purse
import Wire

/// A card's cryptography by BearSSL: constant time, no heap. These sources are compiled twice, unchanged:
/// for the host, with the system's library, and into the firmware, with the pinned source. The key handle
/// is the private scalar, because the simulated board has no key store.
public struct BearSSLPurseCrypto<Entropy: EntropySource>: PurseCryptography, Sendable {
  /// Where fresh randomness comes from.
  public private(set) var entropy: Entropy
  private var generator: RandomGenerator

  public init(entropy: Entropy) {
    var source = entropy
    let first = source.draw()
    generator = RandomGenerator(entropy: first, nonce: source.draw())
    self.entropy = source
  }

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    sha256(first, second)
  }

  /// Draws fresh entropy first: a key lasts for years.
  public mutating func generateKey() -> KeyPair {
    generator.reseed(entropy.draw())
    let scalar = generator.scalar()
    return KeyPair(handle: KeyHandle(scalar), publicKey: P256.publicKey(of: scalar))
  }

  /// Deterministic (RFC 6979): no randomness that could repeat or lean.
  public mutating func sign(_ digest: Digest, with key: KeyHandle) -> Signature {
    P256.sign(digest, with: key.word)
  }

  public func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    P256.verify(signature, over: digest, by: key)
  }

  public mutating func random() -> Word32 { generator.word() }

  public func seal<let n: Int>(
    _ bytes: inout Bytes<n>, under key: PurseKey, commitment: Commitment
  ) {
    Sealing.seal(&bytes, under: key.word, commitment: commitment)
  }
}
