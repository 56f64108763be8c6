import Wire

/// Why a record cannot be read: what was expected where it ended or differed.
public struct RecordDamage: Error, Equatable, Sendable {
  public var what: String
  public init(_ what: String) { self.what = what }
}

/// Reads what the extensions of `[UInt8]` beside this file wrote. Damage is an error, never a trap.
struct RecordReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func number() throws(RecordDamage) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 63, by: 7) {
      let byte = try self.byte()
      let part = UInt64(byte & 0x7F)
      guard shift < 63 || part <= 1 else { throw RecordDamage("a number") }
      value |= part << shift
      if byte & 0x80 == 0 {
        guard byte != 0 || shift == 0 else { throw RecordDamage("a number") }
        return value
      }
    }
    throw RecordDamage("a number")
  }

  mutating func signed() throws(RecordDamage) -> Int64 {
    let raw = try number()
    return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
  }

  mutating func count() throws(RecordDamage) -> Int {
    let value = try number()
    // Whatever is counted has at least a byte each.
    guard value <= UInt64(bytes.count - offset) else { throw RecordDamage("a count") }
    return Int(value)
  }

  mutating func bool() throws(RecordDamage) -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw RecordDamage("yes or no")
    }
  }

  mutating func byte() throws(RecordDamage) -> UInt8 {
    guard offset < bytes.count else { throw RecordDamage("more bytes") }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func name() throws(RecordDamage) -> UInt64 {
    let value = try word(of: 8)
    return value.reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func word() throws(RecordDamage) -> Word32 {
    let part = [UInt8](try word(of: 32))
    return Word32(part.span.bytes)
  }

  mutating func list() throws(RecordDamage) -> [UInt8] { [UInt8](try word(of: try count())) }

  mutating func text() throws(RecordDamage) -> String {
    guard let text = String(validating: try list(), as: UTF8.self) else {
      throw RecordDamage("text")
    }
    return text
  }

  mutating func amount() throws(RecordDamage) -> Amount {
    guard let amount = Amount(minorUnits: try number()) else { throw RecordDamage("an amount") }
    return amount
  }

  /// An enumeration by its number.
  mutating func value<Value: RawRepresentable>() throws(RecordDamage) -> Value
  where Value.RawValue == UInt8 {
    guard let value = Value(rawValue: try byte()) else { throw RecordDamage("a known state") }
    return value
  }

  mutating func optional<Value>(
    _ body: (inout RecordReader) throws(RecordDamage) -> Value
  ) throws(RecordDamage) -> Value? {
    try bool() ? try body(&self) : nil
  }

  mutating func list<Element>(
    _ body: (inout RecordReader) throws(RecordDamage) -> Element
  ) throws(RecordDamage) -> [Element] {
    let count = try count()
    var list: [Element] = []
    list.reserveCapacity(count)
    for _ in 0..<count { list.append(try body(&self)) }
    return list
  }

  private mutating func word(of count: Int) throws(RecordDamage) -> ArraySlice<UInt8> {
    guard count <= bytes.count - offset else { throw RecordDamage("more bytes") }
    defer { offset += count }
    return bytes[offset..<(offset + count)]
  }
}
