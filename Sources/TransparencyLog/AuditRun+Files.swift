/// What the files say, and what is wrong with them as files.
extension AuditRun {
  /// What the files say of the tile's leaves, private ones first, and what is wrong with the files.
  func witnesses(of tile: Tile) -> (witnesses: [AuditWitness], findings: [AuditFinding]) {
    var witnesses: [AuditWitness] = []
    var findings: [AuditFinding] = []
    if sources.contains(.entries), let (file, bytes) = read(.entries(tile), &findings) {
      witnesses.append(
        AuditWitness(
          entries: file, bytes: bytes, count: tile.width, isWholeFile: file == .entries(tile)))
    }
    if sources.contains(.commitments), let (file, bytes) = read(.commitments(tile), &findings) {
      let stride = EntryBundle.lengthBytes + LogHash.byteCount
      findings += wrongLength(of: file, bytes, tile: tile, stride: stride)
      witnesses.append(AuditWitness(commitments: file, bytes: bytes, count: tile.width))
    }
    if let (file, bytes) = read(.tile(tile), &findings) {
      findings += wrongLength(of: file, bytes, tile: tile, stride: LogHash.byteCount)
      witnesses.append(AuditWitness(tile: file, bytes: bytes, count: tile.width))
    }
    return (witnesses, findings)
  }

  /// The file, or the full one that has taken its place.
  func read(
    _ file: LogFile, _ findings: inout [AuditFinding]
  ) -> (file: LogFile, bytes: [UInt8])? {
    for place in file == file.full ? [file] : [file, file.full] {
      if let bytes = try? reader.read(place) { return (place, bytes) }
    }
    findings.append(.missing(file))
    return nil
  }

  func wrongLength(
    of file: LogFile, _ bytes: [UInt8], tile: Tile, stride: Int
  ) -> [AuditFinding] {
    let width = file == file.full ? Tile.fullWidth : tile.width
    return bytes.count == width * stride
      ? [] : [.wrongLength(file, expected: width * stride, actual: bytes.count)]
  }
}
