/// Arrays in PostgreSQL's binary format, read (written in `PostgresParameters`).
enum PostgresArray {
  /// The elements of an array of one dimension, or of none, without a NULL; nil when it is another.
  static func elements(
    of bytes: UnsafeRawBufferPointer, type: PostgresType
  ) -> [UnsafeRawBufferPointer]? {
    guard bytes.count >= 12, number(bytes, 8) == type.rawValue else { return nil }
    if number(bytes, 0) == 0 { return bytes.count == 12 ? [] : nil }
    guard number(bytes, 0) == 1, bytes.count >= 20 else { return nil }
    let count = Int(number(bytes, 12))
    // Each element has at least its length.
    guard count <= (bytes.count - 20) / 4 else { return nil }
    var elements: [UnsafeRawBufferPointer] = []
    elements.reserveCapacity(count)
    var offset = 20
    for _ in 0..<count {
      guard bytes.count - offset >= 4 else { return nil }
      // The length of NULL is -1, which is larger than any.
      let length = Int(number(bytes, offset))
      offset += 4
      guard length <= bytes.count - offset else { return nil }
      elements.append(UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + length)]))
      offset += length
    }
    return offset == bytes.count ? elements : nil
  }

  private static func number(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
    bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self).bigEndian
  }
}
