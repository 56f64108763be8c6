import Wire

/// Entropy out of one secret seed: as good as the seed, and no better. A hash chain: what was drawn
/// tells neither what was drawn before nor what comes next. For boards without a generator of their
/// own, which keep `seed` durably, and for tests, which want to repeat a run.
public struct SeedEntropy: EntropySource {
  /// What the next draw depends on.
  public private(set) var seed: Word32

  public init(seed: Word32) { self.seed = seed }

  public mutating func draw() -> Word32 {
    let drawn = step(label: 1)
    seed = step(label: 2)
    return drawn
  }

  private func step(label: UInt8) -> Word32 {
    let bytes = seed.bytes
    let name = InlineArray<1, UInt8>(repeating: label)
    return sha256(bytes.span.bytes, name.span.bytes)
  }
}
