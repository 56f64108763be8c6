import CBearSSL
import Wire

/// HMAC-DRBG with SHA-256 (NIST SP 800-90A). Between uses it is its 64 bytes of state, so that it is a
/// value without pointers; a draw makes the library's context for as long as it takes.
struct RandomGenerator: Sendable {
  private var state = InlineArray<64, UInt8>(repeating: 0)

  /// 256 bits of entropy and a nonce of the same kind.
  init(entropy: Word32, nonce: Word32) {
    var context = br_hmac_drbg_context()
    let seed = entropy.bytes
    seed.span.withUnsafeBytes {
      br_hmac_drbg_init(&context, kontant_sha256_class(), $0.baseAddress, $0.count)
    }
    let more = nonce.bytes
    more.span.withUnsafeBytes { br_hmac_drbg_update(&context, $0.baseAddress, $0.count) }
    keep(&context)
  }

  /// Mixes fresh entropy in: what is drawn from now on is unknown even to who knew the state.
  mutating func reseed(_ entropy: Word32) {
    var context = resumed()
    let seed = entropy.bytes
    seed.span.withUnsafeBytes { br_hmac_drbg_update(&context, $0.baseAddress, $0.count) }
    keep(&context)
  }

  mutating func word() -> Word32 {
    var context = resumed()
    var drawn = InlineArray<32, UInt8>(repeating: 0)
    withUnsafeMutableBytes(of: &drawn) {
      br_hmac_drbg_generate(&context, $0.baseAddress, $0.count)
    }
    keep(&context)
    return Word32(drawn.span.bytes)
  }

  /// A private key of P-256: uniform in 1..<n.
  mutating func scalar() -> Word32 {
    var context = resumed()
    var drawn = InlineArray<32, UInt8>(repeating: 0)
    let count = withUnsafeMutableBytes(of: &drawn) {
      kontant_p256_generate(&context, $0.baseAddress)
    }
    precondition(count == 32, "P-256 is missing from BearSSL")
    keep(&context)
    let scalar = Word32(drawn.span.bytes)
    wipe(&drawn)
    return scalar
  }

  private func resumed() -> br_hmac_drbg_context {
    var context = br_hmac_drbg_context()
    state.span.withUnsafeBytes { kontant_generator_resume(&context, $0.baseAddress) }
    return context
  }

  private mutating func keep(_ context: inout br_hmac_drbg_context) {
    withUnsafeMutableBytes(of: &state) { kontant_generator_suspend(&context, $0.baseAddress) }
    wipe(&context)
  }
}

/// Overwrites a secret in place.
func wipe<Secret>(_ secret: inout Secret) {
  withUnsafeMutableBytes(of: &secret) { kontant_wipe($0.baseAddress, $0.count) }
}
