extension LogReader {
  /// One entry.
  public func entry(_ index: UInt64, size: UInt64) throws -> LogEntry {
    var found: LogEntry?
    try entries(from: index, size: size, through: index + 1) { found = $1 }
    guard let found else { throw LogError.noSuchLeaf(index: index, size: size) }
    return found
  }

  /// The entries of a log from one on, in their order, as far as the checkpoint counts them: salts and
  /// bodies as they lie there. Whether they are what was signed an audit says.
  public func entries(
    from start: UInt64, size: UInt64, through end: UInt64? = nil,
    _ body: (UInt64, LogEntry) throws -> Void
  ) throws {
    var index = start
    let end = min(size, end ?? size)
    while index < end {
      guard let tile = Tile.inTree(size: size, level: 0, index: index >> Tile.heightBits) else {
        return
      }
      let file = LogFile.entries(tile)
      let records = try records(of: file, count: tile.width)
      let first = tile.index << Tile.heightBits
      for (offset, record) in records.enumerated()
      where (index..<end).contains(first + UInt64(offset)) {
        guard let entry = LogEntry(record: record) else {
          throw LogError.malformedBundle(path: file.path, offset: 0)
        }
        try body(first + UInt64(offset), entry)
      }
      index = first + UInt64(tile.width)
    }
  }
}
