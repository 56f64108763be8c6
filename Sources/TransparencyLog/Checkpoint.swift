/// What the ledger signs about its log: whose log, how many leaves, and the root (LOG-12).
public struct Checkpoint: Hashable, Sendable {
  public let origin: String
  public let size: UInt64
  public let root: LogHash

  public init(origin: String, size: UInt64, root: LogHash) {
    self.origin = origin
    self.size = size
    self.root = root
  }

  /// The three lines of a note's text. Only a note whose signature was verified is worth reading.
  public init(text: String) throws(NoteError) {
    let lines = CanonicalText.lines(of: text)
    guard let origin = lines.first, NoteKey.isName(origin) else {
      throw .malformedCheckpoint(line: 1)
    }
    guard lines.count > 1, let size = CanonicalText.number(lines[1]),
      size <= LogTree.maximumSize
    else { throw .malformedCheckpoint(line: 2) }
    guard lines.count > 2, let root = CanonicalText.hash(base64: lines[2]) else {
      throw .malformedCheckpoint(line: 3)
    }
    guard lines.count == 4, lines[3].isEmpty else { throw .malformedCheckpoint(line: 4) }
    self.init(origin: origin, size: size, root: root)
  }

  /// The checkpoint of a signed note, checked in the order of LOG-11 and LOG-12: signatures, form,
  /// origin.
  public init(note: [UInt8], origin: String, keys: [NoteKey]) throws(NoteError) {
    let note = try SignedNote(bytes: note)
    try note.verify(by: keys)
    try self.init(text: note.text)
    guard self.origin.utf8.elementsEqual(origin.utf8) else { throw .otherOrigin(self.origin) }
  }

  /// What is signed.
  public var text: String { "\(origin)\n\(size)\n\(CanonicalText.base64(root.bytes))\n" }

  /// The signed note.
  public func signed(by signer: NoteSigner) throws(NoteError) -> [UInt8] {
    try SignedNote(text: text, signers: [signer]).bytes
  }
}
