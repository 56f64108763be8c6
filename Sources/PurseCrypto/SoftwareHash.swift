import Crypto
import Wire

/// SHA-256 by swift-crypto.
public struct SoftwareHash: MessageHash, Sendable {
  public init() {}

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    var sha = SHA256()
    first.withUnsafeBytes { sha.update(bufferPointer: $0) }
    second.withUnsafeBytes { sha.update(bufferPointer: $0) }
    return sha.finalize().withUnsafeBytes { Word32(RawSpan(_unsafeBytes: $0)) }
  }
}

/// A message's digest as swift-crypto wants one: it is already the hash to be signed.
struct PrehashedDigest: Crypto.Digest, Sendable {
  static var byteCount: Int { 32 }
  private let bytes: [UInt8]

  init(_ digest: Wire.Digest) { bytes = digest.word.array }

  func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes(body)
  }

  func makeIterator() -> [UInt8].Iterator { bytes.makeIterator() }
}

extension Wire.PublicKey {
  /// A key of suite 1 in swift-crypto's form; nil when it is not a point of the curve.
  public var parsed: P256.Signing.PublicKey? {
    guard suite == .es256 else { return nil }
    return try? P256.Signing.PublicKey(rawRepresentation: x.array + y.array)
  }

  public init(_ key: P256.Signing.PublicKey) {
    let raw = Array(key.rawRepresentation)
    self.init(x: Word32(raw.span.bytes), y: Word32(raw.span.bytes, at: 32))
  }
}

extension Wire.Signature {
  public init(_ signature: P256.Signing.ECDSASignature) {
    let raw = Array(signature.rawRepresentation)
    self.init(r: Word32(raw.span.bytes), s: Word32(raw.span.bytes, at: 32))
  }

  /// Whether the signature holds.
  public func holds(over digest: Wire.Digest, by key: P256.Signing.PublicKey) -> Bool {
    guard
      let signature = try? P256.Signing.ECDSASignature(rawRepresentation: r.array + s.array)
    else { return false }
    return key.isValidSignature(signature, for: PrehashedDigest(digest))
  }
}

/// Signing of a digest with a private key.
public func sign(_ digest: Wire.Digest, with key: P256.Signing.PrivateKey) -> Wire.Signature {
  guard let signature = try? key.signature(for: PrehashedDigest(digest)) else {
    preconditionFailure("P-256 signing failed")
  }
  return Wire.Signature(signature)
}
