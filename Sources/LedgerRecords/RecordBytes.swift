import Wire

/// Records are read by the ledger that wrote them, so their form is plain: numbers of 1 to 10 bytes,
/// seven bits each, the lowest first; names and hashes at full length; bytes behind their number.
extension [UInt8] {
  mutating func put(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(rest))
  }

  /// Signed numbers, so that small ones of either sign are short.
  mutating func put(signed value: Int64) {
    put(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  mutating func put(_ value: Bool) { append(value ? 1 : 0) }

  mutating func put(name value: UInt64) {
    for shift in stride(from: 56, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }

  mutating func put(_ word: Word32) {
    let bytes = word.bytes
    bytes.span.withUnsafeBytes { append(contentsOf: $0) }
  }

  mutating func put(_ bytes: [UInt8]) {
    put(UInt64(bytes.count))
    append(contentsOf: bytes)
  }

  mutating func put(_ text: String) { put([UInt8](text.utf8)) }

  mutating func put<Value>(optional value: Value?, _ body: (inout [UInt8], Value) -> Void) {
    put(value != nil)
    if let value { body(&self, value) }
  }

  mutating func put<Item>(_ list: [Item], _ body: (inout [UInt8], Item) -> Void) {
    put(UInt64(list.count))
    for element in list { body(&self, element) }
  }
}
