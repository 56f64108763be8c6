/// The entries of a log in their order, a bundle at a time: for whoever rebuilds balances from the
/// log, or looks up what was settled long ago. They are checked against their commitments; that the
/// commitments are what was signed is the audit's to say.
public struct LogEntries<Reader: LogReader> {
  /// The index of the entry that `next` gives.
  public private(set) var index: UInt64
  private let size: UInt64
  private let reader: Reader
  private var bundle: (tile: Tile, records: [ArraySlice<UInt8>], commitments: [ArraySlice<UInt8>])?

  /// Entries of the log with this checkpoint, from this index on.
  public init(of checkpoint: Checkpoint, from index: UInt64 = 0, reader: Reader) {
    self.index = index
    self.reader = reader
    size = checkpoint.size
  }

  /// The next entry, `nil` behind the last.
  public mutating func next() throws(LogError) -> LogEntry? {
    guard index < size,
      let tile = Tile.inTree(size: size, level: 0, index: index >> Tile.heightBits)
    else { return nil }
    if bundle?.tile != tile {
      bundle = (
        tile, try reader.records(of: .entries(tile), count: tile.width),
        try reader.records(of: .commitments(tile), count: tile.width)
      )
    }
    let offset = Int(index & UInt64(Tile.fullWidth - 1))
    guard let bundle, let entry = LogEntry(record: bundle.records[offset]),
      bundle.commitments[offset].elementsEqual(entry.commitment)
    else {
      throw .malformedBundle(
        path: LogFile.entries(tile).path,
        offset: (bundle?.records[offset].startIndex ?? 0) - EntryBundle.lengthBytes)
    }
    index += 1
    return entry
  }
}
