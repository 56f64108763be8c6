import Crypto
import Foundation
import Wire

/// SHA-256 by swift-crypto.
struct CryptoHash: MessageHash {
  func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    var hash = SHA256()
    first.withUnsafeBytes { hash.update(bufferPointer: $0) }
    second.withUnsafeBytes { hash.update(bufferPointer: $0) }
    return Word32(Array(hash.finalize()).span.bytes)
  }
}

/// A message's digest in the shape in which swift-crypto verifies it.
struct SignedDigest: Crypto.Digest {
  static var byteCount: Int { 32 }
  let bytes: [UInt8]

  init(_ digest: Wire.Digest) { bytes = digest.word.array }

  func makeIterator() -> Array<UInt8>.Iterator { bytes.makeIterator() }
  func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try bytes.withUnsafeBytes(body)
  }
  var description: String { bytes.hex }
}

extension AnyMessage {
  /// MSG-13: whether the signature holds under a key, as the key's suite says (SUI-3).
  func holds(signer: [UInt8]) -> Bool {
    guard signer.count == 32 else {
      return algorithm == .es256 && signature.holds(for: digest, signer: signer)
    }
    guard algorithm == .edDSA,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: signer)
    else { return false }
    return key.isValidSignature(
      signature.r.array + signature.s.array, for: sigStructure)
  }
}

extension Signature {
  /// Whether the signature holds for a digest under a key of x and y.
  fileprivate func holds(for digest: Wire.Digest, signer: [UInt8]) -> Bool {
    guard let key = try? P256.Signing.PublicKey(rawRepresentation: signer),
      let signature = try? P256.Signing.ECDSASignature(rawRepresentation: r.array + s.array)
    else { return false }
    return key.isValidSignature(signature, for: SignedDigest(digest))
  }
}

extension Word32 {
  var hex: String { array.hex }
}
