/// Reads core deterministic CBOR and refuses every other encoding of the same value (MSG-1 to 10).
public struct CBORReader: ~Escapable {
  private let bytes: RawSpan
  public private(set) var offset: Int

  @_lifetime(copy bytes)
  public init(_ bytes: RawSpan) {
    self.bytes = bytes
    offset = 0
  }

  public var isAtEnd: Bool { offset == bytes.byteCount }

  public func expectEnd() throws(WireError) {
    guard isAtEnd else { throw .trailingBytes }
  }

  /// The first byte of the next item, or nil at the end.
  public var nextByte: UInt8? {
    offset < bytes.byteCount ? bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) : nil
  }

  @inline(__always)
  mutating func readHead(_ major: UInt8) throws(WireError) -> UInt64 {
    guard let first = nextByte else { throw .truncated }
    guard first >> 5 == major else { throw .unexpectedType }
    offset += 1
    let short = first & 0x1F
    if short < 24 { return UInt64(short) }
    return try readLongHead(short)
  }

  /// The number that follows a head of 24 to 27.
  private mutating func readLongHead(_ short: UInt8) throws(WireError) -> UInt64 {
    guard short <= 27 else { throw .notCanonical }
    let size = 1 << Int(short - 24)
    guard bytes.byteCount - offset >= size else { throw .truncated }
    let start = offset
    offset += size
    // The shorter head of the same value is the only one allowed.
    let value: UInt64
    let smallest: UInt64
    switch size {
    case 1:
      (value, smallest) = (UInt64(bytes.unsafeLoad(fromByteOffset: start, as: UInt8.self)), 24)
    case 2:
      let raw = bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt16.self)
      (value, smallest) = (UInt64(UInt16(bigEndian: raw)), 0x100)
    case 4:
      let raw = bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt32.self)
      (value, smallest) = (UInt64(UInt32(bigEndian: raw)), 0x1_0000)
    default:
      let raw = bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
      (value, smallest) = (UInt64(bigEndian: raw), 0x1_0000_0000)
    }
    guard value >= smallest else { throw .notCanonical }
    return value
  }

  public mutating func readUInt() throws(WireError) -> UInt64 { try readHead(0) }

  public mutating func readUInt(in range: ClosedRange<UInt64>) throws(WireError) -> UInt64 {
    let value = try readHead(0)
    guard value >= range.lowerBound, value <= range.upperBound else { throw .outOfRange }
    return value
  }

  /// A counter from `least` up, below the largest 64-bit number.
  public mutating func readCounter(from least: UInt64) throws(WireError) -> UInt64 {
    try readUInt(in: least...UInt64.max - 1)
  }

  /// The number of items of an array, at most `limit`.
  public mutating func readArray(atMost limit: Int) throws(WireError) -> Int {
    let count = try readHead(4)
    guard count <= UInt64(limit) else { throw .tooLong }
    return Int(count)
  }

  public mutating func readArray(exactly count: Int) throws(WireError) {
    guard try readHead(4) == UInt64(count) else { throw .outOfRange }
  }

  public mutating func readMap() throws(WireError) -> Int {
    let pairs = try readHead(5)
    guard pairs <= 64 else { throw .tooLong }
    return Int(pairs)
  }

  public mutating func readBool() throws(WireError) -> Bool {
    guard let byte = nextByte else { throw .truncated }
    guard byte == 0xF4 || byte == 0xF5 else { throw .unexpectedType }
    offset += 1
    return byte == 0xF5
  }

  /// True, and past it, when the next item is null.
  public mutating func readNull() -> Bool {
    guard nextByte == 0xF6 else { return false }
    offset += 1
    return true
  }

  /// A byte string of at most `limit` bytes, as a view into the bytes read.
  @_lifetime(copy self)
  public mutating func readBytes(atMost limit: Int) throws(WireError) -> RawSpan {
    let length = try readHead(2)
    guard length <= UInt64(limit) else { throw .tooLong }
    guard UInt64(bytes.byteCount - offset) >= length else { throw .truncated }
    let start = offset
    offset += Int(length)
    return bytes.extracting(start..<offset)
  }

  private mutating func skipFixed(_ length: Int) throws(WireError) -> Int {
    guard try readHead(2) == UInt64(length) else { throw .outOfRange }
    guard bytes.byteCount - offset >= length else { throw .truncated }
    offset += length
    return offset - length
  }

  public mutating func readWord() throws(WireError) -> Word32 {
    let start = try skipFixed(32)
    return Word32(bytes, at: start)
  }

  public mutating func readSignature() throws(WireError) -> Signature {
    let start = try skipFixed(64)
    return Signature(r: Word32(bytes, at: start), s: Word32(bytes, at: start + 32))
  }

  /// A key of any suite: its length tells which.
  public mutating func readKey() throws(WireError) -> PublicKey {
    let length = try readHead(2)
    guard length == 64 || length == 32 || length == 65 else { throw .outOfRange }
    guard UInt64(bytes.byteCount - offset) >= length else { throw .truncated }
    let start = offset
    offset += Int(length)
    guard let key = PublicKey(bytes.extracting(start..<offset)) else { throw .outOfRange }
    return key
  }

  public mutating func readName() throws(WireError) -> UInt64 {
    let start = try skipFixed(8)
    return UInt64(
      bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
  }

  public mutating func readAmount() throws(WireError) -> Amount {
    guard let amount = Amount(minorUnits: try readUInt()) else { throw .outOfRange }
    return amount
  }

  public mutating func readCurrency() throws(WireError) -> CurrencyCode {
    guard let currency = CurrencyCode(numeric: UInt16(try readUInt(in: 1...999))) else {
      throw .outOfRange
    }
    return currency
  }
}
