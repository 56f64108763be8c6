import Wire

/// Data objects as answers have them (APD-7).
extension Bytes {
  mutating func append(_ tag: ObjectTag, _ value: borrowing RawSpan) {
    append(tag: tag.rawValue, value)
  }

  mutating func append(tag: UInt8, _ value: borrowing RawSpan) {
    append(tag)
    appendLength(value.byteCount)
    append(value)
  }

  /// A length in its shortest form.
  mutating func appendLength(_ length: Int) {
    if length > 0xFF {
      append(0x82)
      append(UInt8(truncatingIfNeeded: length >> 8))
    } else if length > 0x7F {
      append(0x81)
    }
    append(UInt8(truncatingIfNeeded: length))
  }

  /// A number in as few bytes as it needs.
  mutating func append(_ tag: ObjectTag, number: UInt64) {
    var size = 1
    while size < 8, number >> UInt64(8 * size) != 0 { size += 1 }
    append(tag.rawValue)
    append(UInt8(truncatingIfNeeded: size))
    append(bigEndian: number, size: size)
  }

  mutating func append(_ tag: ObjectTag, _ flag: Bool) { append(tag, number: flag ? 1 : 0) }

  mutating func append(_ tag: ObjectTag, _ word: Word32) {
    append(tag.rawValue)
    append(32)
    append(word)
  }

  mutating func append(_ tag: ObjectTag, _ key: PublicKey) {
    append(tag.rawValue)
    append(UInt8(key.byteCount))
    append(key)
  }

  /// A message that travels whole.
  mutating func append<Content: MessageContent>(_ tag: ObjectTag, _ message: Signed<Content>) {
    var bytes = Bytes<512>()
    message.encode(into: &bytes)
    append(tag, bytes.span)
  }
}
