/// A log in a storage: entries in, durable checkpoints out. One process writes a log.
///
/// A ledger keeps its entries in its own durable batch first. When it starts it appends to the log
/// what it has beyond `checkpoint().size`: the same entries give the same files, so the log follows
/// the ledger and a crash between the two is mended by repeating.
public struct LogWriter<Storage: LogStorage> {
  public private(set) var storage: Storage
  private let signer: NoteSigner
  /// `nil` after a batch that failed: then only the storage knows how far it came.
  private var appender: LogAppender?

  /// Opens the log that lies in the storage, or begins one where none is.
  /// - Throws: `missing`, where tiles lie without the checkpoint that covered them (LOG-8).
  public init(storage: Storage, signer: NoteSigner) throws(LogError) {
    self.storage = storage
    self.signer = signer
    if try storage.read(.checkpoint) == nil {
      guard try !Self.holdsEntries(storage) else {
        throw .missing(path: LogFile.checkpoint.path)
      }
      var appender = LogAppender(signer: signer)
      try self.storage.commit(try appender.append([]))
      self.appender = appender
    } else {
      appender = try LogAppender(signer: signer, resuming: storage)
    }
  }

  /// Whether the first tile is there, full or partial.
  private static func holdsEntries(_ storage: Storage) throws(LogError) -> Bool {
    for width in 1...Tile.fullWidth {
      guard let tile = Tile(level: 0, index: 0, width: width) else { continue }
      if try storage.read(.tile(tile)) != nil { return true }
    }
    return false
  }

  /// What is durable. After a failed `append` it tells whether the batch counts.
  public mutating func checkpoint() throws(LogError) -> Checkpoint { try current().checkpoint }

  /// Appends the entries and returns when they are durable under a signed checkpoint. On an error
  /// the batch counts wholly or not at all; `checkpoint()` tells.
  public mutating func append(_ entries: [LogEntry]) throws(LogError) -> Checkpoint {
    var next = try current()
    let batch = try next.append(entries)
    appender = nil
    // The batch is durable from here or fails: a signed checkpoint that may be out is never signed
    // over, so a failure is followed by reading back.
    try storage.commit(batch)
    appender = next
    return next.checkpoint
  }

  /// The proof for a holder that this is the entry with this index.
  public mutating func proof(ofEntry index: UInt64) throws(LogError) -> LogProof {
    try LogProof.make(index: index, reader: storage, keys: [signer.key], origin: signer.key.name)
  }

  private mutating func current() throws(LogError) -> LogAppender {
    if let appender { return appender }
    let resumed = try LogAppender(signer: signer, resuming: storage)
    appender = resumed
    return resumed
  }
}

extension LogWriter: Sendable where Storage: Sendable {}
