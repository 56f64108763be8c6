/// Reads a map with ascending integer keys, field by field, as the CDDL lists them.
/// An absent required field, an unknown field and a field out of order are each refused.
struct FieldReader: ~Escapable {
  var reader: CBORReader
  private var pairsLeft: Int
  private var lastKey: UInt64?
  private var pendingKey: UInt64?

  @_lifetime(copy bytes)
  init(_ bytes: RawSpan) throws(WireError) {
    reader = CBORReader(bytes)
    pairsLeft = try reader.readMap()
    lastKey = nil
    pendingKey = nil
  }

  /// Stands before the value of `key`, or says that the next field is another.
  mutating func has(_ key: UInt64) throws(WireError) -> Bool {
    if pendingKey == nil, pairsLeft > 0 {
      let next = try reader.readUInt()
      if let lastKey, next <= lastKey { throw .notCanonical }
      pendingKey = next
      lastKey = next
      pairsLeft -= 1
    }
    guard pendingKey == key else { return false }
    pendingKey = nil
    return true
  }

  mutating func require(_ key: UInt64) throws(WireError) {
    if try has(key) { return }
    // A smaller key here is one that this version does not define.
    if let pendingKey, pendingKey < key { throw .unknownField }
    throw .missingField
  }

  mutating func uint(_ key: UInt64, in range: ClosedRange<UInt64> = 0...UInt64.max)
    throws(WireError) -> UInt64
  {
    try require(key)
    return try reader.readUInt(in: range)
  }

  mutating func optionalUInt(_ key: UInt64, in range: ClosedRange<UInt64> = 0...UInt64.max)
    throws(WireError) -> UInt64?
  {
    guard try has(key) else { return nil }
    return try reader.readUInt(in: range)
  }

  mutating func amount(_ key: UInt64) throws(WireError) -> Amount {
    try require(key)
    return try reader.readAmount()
  }

  mutating func optionalAmount(_ key: UInt64) throws(WireError) -> Amount? {
    guard try has(key) else { return nil }
    return try reader.readAmount()
  }

  mutating func word(_ key: UInt64) throws(WireError) -> Word32 {
    try require(key)
    return try reader.readWord()
  }

  mutating func optionalWord(_ key: UInt64) throws(WireError) -> Word32? {
    guard try has(key) else { return nil }
    return try reader.readWord()
  }

  mutating func name(_ key: UInt64) throws(WireError) -> UInt64 {
    try require(key)
    return try reader.readName()
  }

  mutating func flag(_ key: UInt64) throws(WireError) -> Bool {
    guard try has(key) else { return false }
    guard try reader.readBool() else { throw .notCanonical }
    return true
  }

  /// Field 0: the message type, which must be the one that the caller reads.
  mutating func type(_ type: MessageType) throws(WireError) {
    try require(0)
    guard try reader.readUInt() == UInt64(type.rawValue) else { throw .wrongMessageType }
  }

  /// A time that can be added to without care: `WireLimits.largestTime` bounds it.
  mutating func time(_ key: UInt64) throws(WireError) -> LedgerTime {
    LedgerTime(seconds: try uint(key, in: 0...WireLimits.largestTime))
  }

  /// A counter from `least` up. The largest 64-bit number is left out, so that there is always a
  /// next one.
  mutating func counter(_ key: UInt64, from least: UInt64) throws(WireError) -> UInt64 {
    try require(key)
    return try reader.readCounter(from: least)
  }

  mutating func finish() throws(WireError) {
    if pendingKey == nil, pairsLeft > 0 {
      let next = try reader.readUInt()
      // Once more or out of order comes before unknown.
      if let lastKey, next <= lastKey { throw .notCanonical }
      throw .unknownField
    }
    guard pendingKey == nil else { throw .unknownField }
    try reader.expectEnd()
  }
}
