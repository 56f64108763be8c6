/// The data objects of an answer (APD-7).
struct Objects: Equatable {
  private var values: [UInt8: [UInt8]] = [:]

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let tag = rest.popFirst(), let first = rest.popFirst() {
      var count = Int(first)
      if first > 0x80 {
        count = 0
        for _ in 0x80..<first { count = count << 8 | Int(rest.popFirst() ?? 0) }
      }
      values[tag] = Array(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
  }

  func has(_ tag: UInt8) -> Bool { values[tag] != nil }

  /// Nothing when it is not there.
  subscript(tag: UInt8) -> [UInt8] { values[tag] ?? [] }

  func number(_ tag: UInt8) -> UInt64 { self[tag].reduce(0) { $0 << 8 | UInt64($1) } }
}

/// One data object of a command; nothing when there is no value.
func object(_ tag: UInt8, _ value: [UInt8]) -> [UInt8] {
  guard !value.isEmpty else { return [] }
  let count = value.count
  let length: [UInt8] =
    count < 0x80
    ? [UInt8(count)]
    : count < 0x100 ? [0x81, UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
  return [tag] + length + value
}

/// A number in as few bytes as it needs.
func object(_ tag: UInt8, number: UInt64) -> [UInt8] {
  let bytes = withUnsafeBytes(of: number.bigEndian) { Array($0) }
  let digits = Array(bytes.drop { $0 == 0 })
  return object(tag, digits.isEmpty ? [0] : digits)
}
