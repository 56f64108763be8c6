import Wire

/// The log's own fields are little-endian: it is no message and never leaves the device.
extension Bytes {
  mutating func append(littleEndian value: UInt64) {
    append(bigEndian: value.byteSwapped, size: 8)
  }

  /// The 8 bytes at an offset. Traps past the end.
  func littleEndian(at offset: Int) -> UInt64 {
    UInt64(
      littleEndian: span.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
