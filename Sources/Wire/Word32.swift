/// 32 bytes held as four machine words: what hashes, keys and halves of signatures are made of.
/// `digest`, `head` and the rest wrap it, so that one never passes for another.
public struct Word32: Equatable, Hashable, Sendable {
  public var a: UInt64
  public var b: UInt64
  public var c: UInt64
  public var d: UInt64

  public static let zero = Word32(0, 0, 0, 0)

  public init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// The first 32 bytes of `bytes`, big-endian. Traps when there are fewer.
  public init(_ bytes: RawSpan, at offset: Int = 0) {
    a = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    b = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
    c = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
    d = UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
  }

  /// Writes the 32 bytes, big-endian, at `offset` of `target`.
  public func store(in target: inout MutableRawSpan, at offset: Int) {
    target.storeBytes(of: a.bigEndian, toByteOffset: offset, as: UInt64.self)
    target.storeBytes(of: b.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    target.storeBytes(of: c.bigEndian, toByteOffset: offset + 16, as: UInt64.self)
    target.storeBytes(of: d.bigEndian, toByteOffset: offset + 24, as: UInt64.self)
  }

  /// The 32 bytes, big-endian.
  public var bytes: InlineArray<32, UInt8> {
    var result = InlineArray<32, UInt8>(repeating: 0)
    var span = result.mutableSpan
    var raw = span.mutableBytes
    store(in: &raw, at: 0)
    return result
  }
}

#if !hasFeature(Embedded)
  extension Word32 {
    /// Hashes, keys and signatures differ in any eight of their bytes: the first are enough to spread
    /// them over a table.
    public func hash(into hasher: inout Hasher) { hasher.combine(a) }

    /// What a table of words asks for: the same spread for half the work.
    public func _rawHashValue(seed: Int) -> Int { a._rawHashValue(seed: seed) }
  }
#endif
