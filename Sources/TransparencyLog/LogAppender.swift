/// Appends entries as a value: no file is touched, what is to be written comes back as a batch. A
/// ledger can make the batch part of its own durable one, or hand it to a `LogStorage`.
public struct LogAppender: Sendable {
  /// What was signed last; the next batch continues from there.
  public private(set) var checkpoint: Checkpoint
  private let signer: NoteSigner
  private var tree: LogTree
  /// Commitments and records of the bundle that is not full yet.
  private var commitments: [[UInt8]] = []
  private var records: [[UInt8]] = []

  /// An empty log, whose origin is the name of the key (LOG-12).
  public init(signer: NoteSigner) {
    self.signer = signer
    tree = LogTree()
    checkpoint = Checkpoint(origin: signer.key.name, size: 0, root: .empty)
  }

  /// The log as its checkpoint says. What the checkpoint covers at the right edge is compared with
  /// the signed root, so that nobody signs on top of what was altered (LOG-8).
  public init(signer: NoteSigner, resuming reader: some LogReader) throws(LogError) {
    guard let note = try reader.read(.checkpoint) else {
      throw .missing(path: LogFile.checkpoint.path)
    }
    do throws(NoteError) {
      checkpoint = try Checkpoint(note: note, origin: signer.key.name, keys: [signer.key])
    } catch {
      throw .note(error)
    }
    self.signer = signer
    tree = try LogTree(size: checkpoint.size, from: reader)
    guard tree.root == checkpoint.root else { throw .rootMismatch }
    if let tile = Self.partialTile(size: checkpoint.size) {
      commitments = try reader.records(of: .commitments(tile), count: tile.width).map { Array($0) }
      records = try reader.records(of: .entries(tile), count: tile.width).map { Array($0) }
    }
    let leaves = commitments.map { LogHash.leaf($0) }
    guard leaves == tree.partialLeaves,
      records.map({ LogEntry.commitment(toRecord: $0) }) == commitments
    else { throw .rootMismatch }
  }

  /// The batch that appends these entries in this order. The appender then stands behind it: drop
  /// the appender, if the batch does not become durable, and resume from what is.
  public mutating func append(_ entries: [LogEntry]) throws(LogError) -> LogBatch {
    let before = Self.partialTile(size: tree.size)
    let newRecords = entries.map(\.record)
    let newCommitments = newRecords.map { LogEntry.commitment(toRecord: $0) }
    let tiles = try tree.append(newCommitments.map { LogHash.leaf($0) })
    var contents = tiles.map { LogBatch.Content(file: .tile($0.tile), bytes: $0.bytes) }
    commitments += newCommitments
    records += newRecords
    let leafTiles = tiles.map(\.tile).filter { $0.level == 0 }
    for tile in leafTiles { contents += bundles(of: tile) }
    checkpoint = Checkpoint(origin: checkpoint.origin, size: tree.size, root: tree.root)
    let completed = tiles.map(\.tile).filter(\.isFull).flatMap { tile in
      tile.level == 0
        ? [LogFile.tile(tile), .commitments(tile), .entries(tile)] : [LogFile.tile(tile)]
    }
    let isSuperseded = !entries.isEmpty && leafTiles.first?.isFull == false
    return LogBatch(
      contents: contents, checkpoint: try sign(), completed: completed,
      superseded: isSuperseded ? before.map { [LogFile.entries($0)] } ?? [] : [])
  }

  /// The bundles of a tile of leaves. What a full one held is not needed any more.
  private mutating func bundles(of tile: Tile) -> [LogBatch.Content] {
    let contents = [
      LogBatch.Content(
        file: .commitments(tile),
        bytes: EntryBundle.bytes(of: Array(commitments.prefix(tile.width)))),
      LogBatch.Content(
        file: .entries(tile), bytes: EntryBundle.bytes(of: Array(records.prefix(tile.width)))),
    ]
    if tile.isFull {
      commitments.removeFirst(tile.width)
      records.removeFirst(tile.width)
    }
    return contents
  }

  private func sign() throws(LogError) -> [UInt8] {
    do throws(NoteError) {
      return try checkpoint.signed(by: signer)
    } catch {
      throw .note(error)
    }
  }

  /// The tile of leaves that is not full; `nil` if every one is.
  private static func partialTile(size: UInt64) -> Tile? {
    Tile.inTree(size: size, level: 0, index: size >> Tile.heightBits)
  }
}
