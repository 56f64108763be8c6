import CBearSSL
import Wire

/// AES-256-GCM under a key that HKDF-SHA256 derives from the purse's key and the commitment (MSG-30).
/// The commitment makes the key unique, so a repeated nonce is harmless: it is all zeros.
enum Sealing {
  /// Encrypts in place and appends the tag.
  static func seal<let n: Int>(
    _ bytes: inout Bytes<n>, under key: Word32, commitment: Commitment
  ) {
    var derived = derivedKey(key, commitment)
    var cipher = br_aes_ct_ctr_keys()
    withUnsafeBytes(of: &derived) { br_aes_ct_ctr_init(&cipher, $0.baseAddress, $0.count) }
    wipe(&derived)
    var tag = InlineArray<16, UInt8>(repeating: 0)
    let nonce = InlineArray<12, UInt8>(repeating: 0)
    withUnsafeMutablePointer(to: &cipher) { keys in
      var context = br_gcm_context()
      kontant_gcm_init(&context, keys)
      nonce.span.withUnsafeBytes { br_gcm_reset(&context, $0.baseAddress, $0.count) }
      br_gcm_flip(&context)
      bytes.withUnsafeMutableBytes { br_gcm_run(&context, 1, $0.baseAddress, $0.count) }
      withUnsafeMutableBytes(of: &tag) { br_gcm_get_tag(&context, $0.baseAddress) }
      wipe(&context)
    }
    wipe(&cipher)
    bytes.append(tag.span.bytes)
  }

  private static func derivedKey(
    _ key: Word32, _ commitment: Commitment
  ) -> InlineArray<32, UInt8> {
    var context = br_hkdf_context()
    let salt = commitment.word.bytes
    salt.span.withUnsafeBytes {
      br_hkdf_init(&context, kontant_sha256_class(), $0.baseAddress, $0.count)
    }
    var material = key.bytes
    withUnsafeBytes(of: &material) { br_hkdf_inject(&context, $0.baseAddress, $0.count) }
    wipe(&material)
    br_hkdf_flip(&context)
    var derived = InlineArray<32, UInt8>(repeating: 0)
    withUnsafeMutableBytes(of: &derived) {
      _ = br_hkdf_produce(
        &context, label.utf8Start, label.utf8CodeUnitCount, $0.baseAddress, $0.count)
    }
    wipe(&context)
    return derived
  }

  private static let label: StaticString = "kontant/sealed-part/1"
}
