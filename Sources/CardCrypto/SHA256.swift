import CBearSSL
import Wire

/// SHA-256 of two spans, one after the other.
func sha256(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
  var context = br_sha256_context()
  kontant_sha256_init(&context)
  first.withUnsafeBytes { context.update($0) }
  second.withUnsafeBytes { context.update($0) }
  var digest = InlineArray<32, UInt8>(repeating: 0)
  withUnsafeMutableBytes(of: &digest) { kontant_sha256_out(&context, $0.baseAddress) }
  return Word32(digest.span.bytes)
}

extension br_sha256_context {
  fileprivate mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // An empty span may have no address, which memcpy is not to see.
    if bytes.count > 0 { kontant_sha256_update(&self, bytes.baseAddress, bytes.count) }
  }
}
