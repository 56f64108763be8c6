extension LogProof {
  /// Makes the proof for an entry of a log under its present checkpoint. The proof is verified
  /// before it is handed out, so an altered log gives an error and no false proof.
  public static func make(
    index: UInt64, reader: some LogReader, keys: [NoteKey], origin: String
  ) throws(LogError) -> LogProof {
    guard let note = try reader.read(.checkpoint) else {
      throw .missing(path: LogFile.checkpoint.path)
    }
    let checkpoint: Checkpoint
    do throws(NoteError) {
      checkpoint = try Checkpoint(note: note, origin: origin, keys: keys)
    } catch {
      throw .note(error)
    }
    var view = try TreeView(size: checkpoint.size, reader: reader)
    let inclusion = try view.inclusionProof(of: index)
    let proof = LogProof(
      entry: try entry(index, size: checkpoint.size, reader: reader), index: index,
      hashes: inclusion.hashes, checkpoint: note)
    try proof.verify(origin: origin, keys: keys)
    return proof
  }

  private static func entry(
    _ index: UInt64, size: UInt64, reader: some LogReader
  ) throws(LogError) -> LogEntry {
    let place = index >> Tile.heightBits
    guard let tile = Tile.inTree(size: size, level: 0, index: place) else {
      throw .noSuchLeaf(index: index, size: size)
    }
    let file = LogFile.entries(tile)
    let records = try reader.records(of: file, count: tile.width)
    let offset = Int(index & UInt64(Tile.fullWidth - 1))
    guard offset < records.count, let entry = LogEntry(record: records[offset]) else {
      throw .malformedBundle(path: file.path, offset: 0)
    }
    return entry
  }
}
