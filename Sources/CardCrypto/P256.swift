import CBearSSL
import Wire

/// ECDSA over P-256 on digests, in the raw form of the messages: r and s, 32 bytes each.
enum P256 {
  static func publicKey(of scalar: Word32) -> PublicKey {
    var point = InlineArray<65, UInt8>(repeating: 0)
    let count = withPrivateKey(scalar) { key in
      withUnsafeMutableBytes(of: &point) {
        br_ec_compute_pub(kontant_p256(), nil, $0.baseAddress, key)
      }
    }
    precondition(count == 65, "private key damaged")
    return PublicKey(x: Word32(point.span.bytes, at: 1), y: Word32(point.span.bytes, at: 33))
  }

  static func sign(_ digest: Digest, with scalar: Word32) -> Signature {
    let hash = digest.word.bytes
    var signature = InlineArray<64, UInt8>(repeating: 0)
    let count = withPrivateKey(scalar) { key in
      hash.span.withUnsafeBytes { hash in
        withUnsafeMutableBytes(of: &signature) {
          br_ecdsa_i31_sign_raw(
            kontant_p256(), kontant_sha256_class(), hash.baseAddress, key, $0.baseAddress)
        }
      }
    }
    precondition(count == 64, "private key damaged")
    return Signature(
      r: Word32(signature.span.bytes), s: Word32(signature.span.bytes, at: 32))
  }

  /// False for a signature with r or s outside 1..<n, and for a key that is not on the curve.
  static func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    // BearSSL refuses every other value out of range itself.
    guard signature.r != .zero else { return false }
    let hash = digest.word.bytes
    var pair = Bytes<64>()
    pair.append(signature.r)
    pair.append(signature.s)
    var point = InlineArray<65, UInt8>(repeating: 0x04)
    withUnsafeMutableBytes(of: &point) {
      var target = MutableRawSpan(_unsafeBytes: $0)
      key.x.store(in: &target, at: 1)
      key.y.store(in: &target, at: 33)
    }
    return pair.span.withUnsafeBytes { pair in
      hash.span.withUnsafeBytes { hash in
        withUnsafeMutableBytes(of: &point) { point in
          var publicKey = br_ec_public_key(
            curve: BR_EC_secp256r1, q: point.baseAddress?.assumingMemoryBound(to: UInt8.self),
            qlen: point.count)
          return br_ecdsa_i31_vrfy_raw(
            kontant_p256(), hash.baseAddress, hash.count, &publicKey, pair.baseAddress, pair.count)
            == 1
        }
      }
    }
  }

  /// Lends the scalar in the library's form and wipes it afterwards.
  private static func withPrivateKey<Result>(
    _ scalar: Word32, _ body: (UnsafePointer<br_ec_private_key>) -> Result
  ) -> Result {
    var bytes = scalar.bytes
    defer { wipe(&bytes) }
    return withUnsafeMutableBytes(of: &bytes) {
      var key = br_ec_private_key(
        curve: BR_EC_secp256r1, x: $0.baseAddress?.assumingMemoryBound(to: UInt8.self),
        xlen: $0.count)
      return body(&key)
    }
  }
}
