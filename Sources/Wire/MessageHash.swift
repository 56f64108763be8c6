/// SHA-256, or a model of it, over the concatenation of two spans. One implementation per program:
/// swift-crypto on a host, BearSSL in firmware, a fast model in the test world.
public protocol MessageHash: ~Copyable {
  borrowing func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32
}
