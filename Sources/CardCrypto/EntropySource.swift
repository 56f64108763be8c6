import Wire

/// Where true randomness comes from. A card has a generator in hardware, tested at power-up; the simulated
/// board has none, and says so (docs/design/firmware.md).
public protocol EntropySource: Sendable {
  /// 32 bytes that nobody can predict and that were never handed out before. Where a source keeps state, the
  /// state has moved on durably before this returns.
  mutating func draw() -> Word32
}
