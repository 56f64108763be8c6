/// Core deterministic CBOR (RFC 8949 4.2.1): shortest heads, definite lengths. Map keys are written
/// in ascending order by the callers.
extension Bytes {
  mutating func putHead(_ major: UInt8, _ value: UInt64) {
    let top = major << 5
    if value < 24 {
      append(top | UInt8(value))
    } else if value <= 0xFF {
      append(top | 24)
      append(UInt8(value))
    } else if value <= 0xFFFF {
      append(top | 25)
      append(bigEndian: value, size: 2)
    } else if value <= 0xFFFF_FFFF {
      append(top | 26)
      append(bigEndian: value, size: 4)
    } else {
      append(top | 27)
      append(bigEndian: value, size: 8)
    }
  }

  public mutating func putMap(_ pairs: Int) { putHead(5, UInt64(pairs)) }
  public mutating func putArray(_ items: Int) { putHead(4, UInt64(items)) }
  public mutating func putUInt(_ value: UInt64) { putHead(0, value) }
  public mutating func putNull() { append(0xF6) }
  public mutating func putBool(_ value: Bool) { append(value ? 0xF5 : 0xF4) }

  public mutating func putBytes(_ bytes: borrowing RawSpan) {
    putHead(2, UInt64(bytes.byteCount))
    append(bytes)
  }

  public mutating func putWord(_ word: Word32) {
    putHead(2, 32)
    append(word)
  }

  public mutating func putSignature(_ signature: Signature) {
    putHead(2, 64)
    append(signature.r)
    append(signature.s)
  }

  public mutating func putKey(_ key: PublicKey) {
    putHead(2, UInt64(key.byteCount))
    append(key)
  }

  public mutating func putName(_ value: UInt64) {
    putHead(2, 8)
    append(bigEndian: value, size: 8)
  }

  public mutating func putField(_ key: UInt64, _ value: UInt64) {
    putUInt(key)
    putUInt(value)
  }
}
