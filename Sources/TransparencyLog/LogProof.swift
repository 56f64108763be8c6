/// What a holder is handed: the entry, its place, the way to the root, and the signed root, in one
/// text that is checked with the public key alone (LOG-15).
public struct LogProof: Hashable, Sendable {
  public let entry: LogEntry
  public let index: UInt64
  public let hashes: [LogHash]
  /// The signed note, as the log gave it.
  public let checkpoint: [UInt8]

  public init(entry: LogEntry, index: UInt64, hashes: [LogHash], checkpoint: [UInt8]) {
    self.entry = entry
    self.index = index
    self.hashes = hashes
    self.checkpoint = checkpoint
  }

  /// Reads a proof written in the one way. The checkpoint is read when it is verified.
  public init(bytes: [UInt8]) throws(LogError) {
    guard bytes.count <= Self.maximumBytes, let text = CanonicalText.text(utf8: bytes) else {
      throw .malformedProof(line: 1)
    }
    let lines = CanonicalText.lines(of: text)
    guard lines[0].utf8.elementsEqual(Self.header.utf8) else { throw .malformedProof(line: 1) }
    guard lines.count > 1, let record = Self.value(of: Self.extraKey, in: lines[1]),
      let bytes = CanonicalText.bytes(base64: record), let entry = LogEntry(record: bytes)
    else { throw .malformedProof(line: 2) }
    guard lines.count > 2, let number = Self.value(of: Self.indexKey, in: lines[2]),
      let index = CanonicalText.number(number)
    else { throw .malformedProof(line: 3) }
    var hashes: [LogHash] = []
    while true {
      let line = Self.firstHashLine + hashes.count
      guard line < lines.count else { throw .malformedProof(line: line + 1) }
      if lines[line].isEmpty { break }
      guard let hash = CanonicalText.hash(base64: lines[line]),
        hashes.count < Self.maximumHashes
      else { throw .malformedProof(line: line + 1) }
      hashes.append(hash)
    }
    let rest = lines[(Self.firstHashLine + hashes.count + 1)...]
    self.init(
      entry: entry, index: index, hashes: hashes,
      checkpoint: Array(rest.joined(separator: "\n").utf8))
  }

  /// The text to hand out.
  public var bytes: [UInt8] {
    var lines = [
      Self.header, "\(Self.extraKey) \(CanonicalText.base64(entry.record))",
      "\(Self.indexKey) \(index)",
    ]
    lines += hashes.map { CanonicalText.base64($0.bytes) }
    return Array((lines.joined(separator: "\n") + "\n\n").utf8) + checkpoint
  }

  /// The checkpoint that the proof leads to. Throws at the first of LOG-16's checks that fails.
  @discardableResult
  public func verify(origin: String, keys: [NoteKey]) throws(LogError) -> Checkpoint {
    let checkpoint: Checkpoint
    do throws(NoteError) {
      checkpoint = try Checkpoint(note: self.checkpoint, origin: origin, keys: keys)
    } catch {
      throw .note(error)
    }
    let proof = InclusionProof(index: index, size: checkpoint.size, hashes: hashes)
    try proof.verify(leaf: entry.leafHash, root: checkpoint.root)
    return checkpoint
  }

  private static func value(of key: String, in line: String) -> String? {
    let start = key + " "
    guard line.utf8.starts(with: start.utf8) else { return nil }
    return String(decoding: line.utf8.dropFirst(start.utf8.count), as: UTF8.self)
  }

  private static let header = "c2sp.org/tlog-proof@v1"
  private static let extraKey = "extra"
  private static let indexKey = "index"
  private static let firstHashLine = 3
  /// A tree of 2^62 leaves is 62 levels high.
  private static let maximumHashes = 62
  private static let maximumBytes = SignedNote.maximumBytes + 100_000
}
