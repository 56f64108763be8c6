import Crypto
import Wire

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The two private keys of suite 3, made from one secret of 32 bytes: whoever computes one of them from its public
/// half learns nothing of the other.
public struct TwoKeys: Sendable {
  public let secret: Word32
  /// Its public point has an even y (SUI-2).
  let es256: P256.Signing.PrivateKey
  private let mlDSA: MLDSA65.PrivateKey
  public let publicKey: Wire.PublicKey
  /// The ML-DSA-65 key, 1,952 bytes.
  let otherKey: [UInt8]

  /// Nil where a library fails.
  public init?(secret: Word32) {
    let seed = Self.derived(secret, "kontant/suite-3/ml-dsa-65")
    guard let other = try? MLDSA65.PrivateKey(seedRepresentation: seed, publicKey: nil),
      let es256 = Self.evenKey(secret)
    else { return nil }
    self.secret = secret
    self.es256 = es256
    mlDSA = other
    let otherKey = Array(other.publicKey.rawRepresentation)
    self.otherKey = otherKey
    let raw = Array(es256.publicKey.rawRepresentation)
    publicKey = Wire.PublicKey(
      evenX: Word32(raw.span.bytes),
      hash: SoftwareHash().hash(otherKey.span.bytes, RawSpan()))
  }

  /// The first of the scalars derived from the secret whose point has an even y: every second one has.
  private static func evenKey(_ secret: Word32) -> P256.Signing.PrivateKey? {
    for number in 0..<128 {
      let scalar = derived(secret, "kontant/suite-3/es256/\(number)")
      guard let key = try? P256.Signing.PrivateKey(rawRepresentation: scalar) else { continue }
      if key.publicKey.compressedRepresentation.first == 0x02 { return key }
    }
    return nil
  }

  private static func derived(_ secret: Word32, _ info: String) -> [UInt8] {
    let key = HKDF<SHA256>.deriveKey(
      inputKeyMaterial: SymmetricKey(data: secret.array), info: Array(info.utf8),
      outputByteCount: 32)
    return key.withUnsafeBytes { Array($0) }
  }

  func second(of digest: Wire.Digest) -> SecondSignature {
    guard
      let signature = try? mlDSA.signature(
        for: digest.word.array, context: Array(SecondSignature.context.utf8)),
      let second = SecondSignature(key: otherKey, signature: Array(signature))
    else { preconditionFailure("ML-DSA-65 signing failed") }
    return second
  }
}

extension Wire.PublicKey {
  /// The point of a key of suite 3; nil when its x is that of no point of the curve.
  var evenPoint: P256.Signing.PublicKey? {
    guard suite == .es256MLDSA65 else { return nil }
    return try? P256.Signing.PublicKey(compressedRepresentation: [0x02] + x.array)
  }
}

extension Wire.Signature {
  /// Whether both signatures of suite 3 hold over a digest (SUI-21). False where the second is missing.
  public func holds(
    over digest: Wire.Digest, by key: Wire.PublicKey, and second: SecondSignature?
  ) -> Bool {
    guard let second else { return false }
    return holds(over: digest, byHalfOf: key) && second.holds(over: digest, by: key)
  }

  /// Whether the signature in the envelope holds: half of what counts, and never enough (SUI-24).
  public func holds(over digest: Wire.Digest, byHalfOf key: Wire.PublicKey) -> Bool {
    guard let point = key.evenPoint else { return false }
    return holds(over: digest, by: point)
  }
}

extension SecondSignature {
  /// Whether it was made by the ML-DSA-65 key that a key of suite 3 binds by its hash.
  public func holds(over digest: Wire.Digest, by key: Wire.PublicKey) -> Bool {
    guard key.suite == .es256MLDSA65,
      SoftwareHash().hash(self.key.span.bytes, RawSpan()) == key.y,
      let parsed = try? MLDSA65.PublicKey(rawRepresentation: self.key)
    else { return false }
    return parsed.isValidSignature(
      signature, for: digest.word.array, context: Array(Self.context.utf8))
  }
}
