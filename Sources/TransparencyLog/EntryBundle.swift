/// Records behind their lengths in two bytes, big-endian (LOG-6).
enum EntryBundle {
  static func bytes(of records: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(records.reduce(0) { $0 + lengthBytes + $1.count })
    for record in records {
      bytes.append(UInt8(truncatingIfNeeded: record.count >> 8))
      bytes.append(UInt8(truncatingIfNeeded: record.count))
      bytes += record
    }
    return bytes
  }

  /// The records, exactly `count` of them and nothing behind.
  static func records(
    in bytes: [UInt8], count: Int, path: String
  ) throws(LogError) -> [ArraySlice<UInt8>] {
    let (records, end) = prefix(of: bytes, count: count)
    guard records.count == count, end == bytes.count else {
      throw .malformedBundle(path: path, offset: end)
    }
    return records
  }

  /// As many whole records as there are, up to `count`, and where they end.
  static func prefix(of bytes: [UInt8], count: Int) -> (records: [ArraySlice<UInt8>], end: Int) {
    var records: [ArraySlice<UInt8>] = []
    var position = 0
    while records.count < count, bytes.count - position >= lengthBytes {
      let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
      let start = position + lengthBytes
      guard bytes.count - start >= length else { break }
      records.append(bytes[start..<start + length])
      position = start + length
    }
    return (records, position)
  }

  static let lengthBytes = 2
  static let maximumRecordBytes = 65_535
}
