/// A public key and what it signs with (SUI-2).
public struct PublicKey: Equatable, Hashable, Sendable {
  /// The coordinate x of a P-256 point, big-endian; the whole key of suite 2.
  public let x: Word32
  /// The coordinate y in suite 1; the hash of the ML-DSA-65 key in suite 3, whose own y is even; zero
  /// in suite 2.
  public let y: Word32
  public let suite: Suite

  /// A key of suite 1: the affine coordinates, 32 bytes big-endian each.
  public init(x: Word32, y: Word32) {
    self.x = x
    self.y = y
    suite = .es256
  }

  /// A key of suite 2.
  public init(ed25519 key: Word32) {
    x = key
    y = .zero
    suite = .edDSA
  }

  /// A key of suite 3: x of a P-256 point whose y is even, and the SHA-256 of the ML-DSA-65 key.
  public init(evenX x: Word32, hash: Word32) {
    self.x = x
    y = hash
    suite = .es256MLDSA65
  }

  /// Reads the form of the messages, whose length tells the suite; nil for anything else.
  public init?(_ bytes: RawSpan) {
    switch bytes.byteCount {
    case 64: self.init(x: Word32(bytes), y: Word32(bytes, at: 32))
    case 32: self.init(ed25519: Word32(bytes))
    case 65:
      guard bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == Self.evenMark else { return nil }
      self.init(evenX: Word32(bytes, at: 1), hash: Word32(bytes, at: 33))
    default: return nil
    }
  }

  /// The parts of a key, as `x` and `y` have them.
  public init(_ suite: Suite, x: Word32, y: Word32) {
    self.x = x
    self.y = y
    self.suite = suite
  }

  public static let zero = PublicKey(x: .zero, y: .zero)

  /// Length in bytes.
  public var byteCount: Int {
    switch suite {
    case .es256: 64
    case .edDSA: 32
    case .es256MLDSA65: 65
    }
  }

  /// Before x of a point whose y is even (SEC 1, 2.3.3).
  static let evenMark: UInt8 = 0x02
}

#if !hasFeature(Embedded)
  extension PublicKey {
    /// As the messages have it.
    public var array: [UInt8] {
      var bytes = Bytes<65>()
      bytes.append(self)
      return bytes.array
    }
  }
#endif

extension Bytes {
  /// A public key as the messages have it.
  public mutating func append(_ key: PublicKey) {
    if key.suite == .es256MLDSA65 { append(PublicKey.evenMark) }
    append(key.x)
    if key.suite != .edDSA { append(key.y) }
  }
}
