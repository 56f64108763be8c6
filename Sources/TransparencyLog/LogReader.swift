/// Reads the files of a log: a folder, memory, or what an auditor fetched.
public protocol LogReader {
  /// The bytes of the file, `nil` if it is not there.
  func read(_ file: LogFile) throws(LogError) -> [UInt8]?
}

extension LogReader {
  /// The first `width` hashes of a tile: from the partial file, or from the full one when that has
  /// taken its place (LOG-7).
  func hashes(of tile: Tile) throws(LogError) -> [LogHash] {
    let file = LogFile.tile(tile)
    let (bytes, source) = try begin(file)
    let expected = source == file ? tile.byteCount : tile.full.byteCount
    guard bytes.count == expected, let hashes = LogHash.hashes(in: bytes) else {
      throw .wrongLength(path: source.path, expected: expected, actual: bytes.count)
    }
    return Array(hashes.prefix(tile.width))
  }

  /// The first records of a bundle, as many as its tile has hashes.
  func records(of file: LogFile, count: Int) throws(LogError) -> [ArraySlice<UInt8>] {
    let (bytes, source) = try begin(file)
    let expected = source == file ? count : Tile.fullWidth
    let records = try EntryBundle.records(in: bytes, count: expected, path: source.path)
    return Array(records.prefix(count))
  }

  private func begin(_ file: LogFile) throws(LogError) -> (bytes: [UInt8], source: LogFile) {
    if let bytes = try read(file) { return (bytes, file) }
    if file.full != file, let bytes = try read(file.full) { return (bytes, file.full) }
    throw .missing(path: file.path)
  }
}
