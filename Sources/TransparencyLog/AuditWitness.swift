/// What one file says about the leaves of one tile of level 0: a hash and a byte range for each.
struct AuditWitness {
  let file: LogFile
  var hashes: [LogHash] = []
  var ranges: [Range<Int>] = []
  /// Where records cannot be told apart any more: from there to the end nothing can be read.
  var unreadable: Range<Int>?

  /// A tile's own hashes.
  init(tile file: LogFile, bytes: [UInt8], count: Int) {
    self.file = file
    let whole = min(count, bytes.count / LogHash.byteCount)
    hashes = LogHash.hashes(in: Array(bytes.prefix(whole * LogHash.byteCount))) ?? []
    ranges = (0..<whole).map { $0 * LogHash.byteCount..<($0 + 1) * LogHash.byteCount }
  }

  /// Commitments all have one length, so that an altered length hides nothing behind it.
  init(commitments file: LogFile, bytes: [UInt8], count: Int) {
    self.file = file
    let whole = min(count, bytes.count / Self.commitmentStride)
    for index in 0..<whole {
      let range = index * Self.commitmentStride..<(index + 1) * Self.commitmentStride
      let record = bytes[(range.lowerBound + EntryBundle.lengthBytes)..<range.upperBound]
      let isWhole = bytes[range.lowerBound] == 0 && bytes[range.lowerBound + 1] == record.count
      hashes.append(isWhole ? LogHash.leaf(record) : .empty)
      ranges.append(range)
    }
  }

  /// Records of salt and body. `isWholeFile` where nothing may stand behind the last one.
  init(entries file: LogFile, bytes: [UInt8], count: Int, isWholeFile: Bool) {
    self.file = file
    let (records, end) = EntryBundle.prefix(of: bytes, count: count)
    for record in records {
      hashes.append(
        record.count < EntrySalt.byteCount
          ? .empty : LogHash.leaf(LogEntry.commitment(toRecord: record)))
      ranges.append(record.startIndex - EntryBundle.lengthBytes..<record.endIndex)
    }
    if records.count < count || isWholeFile && end < bytes.count {
      unreadable = end..<max(end + 1, bytes.count)
    }
  }

  /// Indices at which the file says something else than `leaves`, or nothing.
  func differences(from leaves: [LogHash]) -> [Int] {
    leaves.indices.filter { $0 >= hashes.count || hashes[$0] != leaves[$0] }
  }

  private static let commitmentStride = EntryBundle.lengthBytes + LogHash.byteCount
}
