#if !hasFeature(Embedded)
  /// The root's statement who may approve, and how many of them it takes (MSG-61).
  public struct Operators: MessageContent, Equatable {
    public static let type = MessageType.operators
    /// Most operators of a set.
    public static let most = 16

    /// Counts the sets of a currency; the higher one counts.
    public var number: UInt32
    public var currency: CurrencyCode
    /// How many have to approve.
    public var needed: UInt8
    /// Theirs, in ascending order.
    public private(set) var keys: [PublicKey]
    public var notBefore: LedgerTime
    public var notAfter: LedgerTime

    /// Nil unless there are 1 to 16 different keys and as many as are needed.
    public init?(
      number: UInt32, currency: CurrencyCode, needed: UInt8, keys: [PublicKey],
      notBefore: LedgerTime, notAfter: LedgerTime
    ) {
      self.number = number
      self.currency = currency
      self.needed = needed
      self.keys = keys.sorted { $0.isBefore($1) }
      self.notBefore = notBefore
      self.notAfter = notAfter
      guard number > 0, notBefore <= notAfter, isWellFormed else { return nil }
    }

    private var isWellFormed: Bool {
      (1...Self.most).contains(keys.count) && (1...keys.count).contains(Int(needed))
        && zip(keys, keys.dropFirst()).allSatisfy { $0.isBefore($1) }
    }

    public func encode<let n: Int>(into bytes: inout Bytes<n>) {
      bytes.putMap(7)
      bytes.putField(0, UInt64(Self.type.rawValue))
      bytes.putField(1, UInt64(number))
      bytes.putField(2, UInt64(currency.numeric))
      bytes.putField(3, UInt64(needed))
      bytes.putUInt(4)
      bytes.putArray(keys.count)
      for key in keys { bytes.putKey(key) }
      bytes.putField(5, notBefore.seconds)
      bytes.putField(6, notAfter.seconds)
    }

    public init(payload: RawSpan) throws(WireError) {
      var fields = try FieldReader(payload)
      try fields.type(Self.type)
      number = UInt32(try fields.uint(1, in: 1...UInt64(UInt32.max)))
      try fields.require(2)
      currency = try fields.reader.readCurrency()
      needed = UInt8(try fields.uint(3, in: 1...UInt64(Self.most)))
      try fields.require(4)
      let count = try fields.reader.readArray(atMost: Self.most)
      guard count > 0 else { throw .outOfRange }
      keys = []
      for _ in 0..<count { keys.append(try fields.reader.readKey()) }
      guard needed <= count, zip(keys, keys.dropFirst()).allSatisfy({ $0.isBefore($1) }) else {
        throw .outOfRange
      }
      notBefore = try fields.time(5)
      notAfter = try fields.time(6)
      guard notBefore <= notAfter else { throw .outOfRange }
      try fields.finish()
    }

    /// As for every message; a set is longer than most.
    public func digest<Hash: MessageHash & ~Copyable>(
      _ algorithm: Algorithm, hash: borrowing Hash
    ) -> Digest {
      var payload = Bytes<2048>()
      encode(into: &payload)
      return Envelope.digest(algorithm, type: Self.type, payload: payload.span, hash: hash)
    }
  }

  extension PublicKey {
    /// The order of their bytes.
    fileprivate func isBefore(_ other: PublicKey) -> Bool {
      (x.array + y.array).lexicographicallyPrecedes(other.x.array + other.y.array)
    }
  }

  /// Names an operator: the first eight bytes of the SHA-256 of the key.
  public struct OperatorID: Equatable, Hashable, Sendable {
    public let value: UInt64
    public init(_ value: UInt64) { self.value = value }

    public init<Hash: MessageHash & ~Copyable>(_ key: PublicKey, hash: borrowing Hash) {
      let x = key.x.bytes
      let y = key.y.bytes
      value = hash.hash(x.span.bytes, y.span.bytes).a
    }
  }
#endif
