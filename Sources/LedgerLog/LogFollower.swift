import Crypto
import LedgerRecords
import Settlement
import TransparencyLog
import Wire

/// Why the log cannot follow the ledger. Nothing was written.
public enum LogFollowError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The ledger was set back: the log has signed what the ledger has forgotten.
  case logIsAhead(log: UInt64, ledger: UInt64)
  /// What the log has signed last is not what the ledger holds at that place.
  case differs(entry: UInt64)

  public var description: String {
    switch self {
    case .logIsAhead(let log, let ledger):
      "the log has signed \(log) entries and the ledger holds \(ledger): a newer ledger is "
        + "somewhere; restore that, or begin a new log with kontant ledger restore --new-log"
    case .differs(let entry):
      "the ledger differs from what the log has signed at entry \(entry): run kontant ledger fsck"
    }
  }
}

/// Writes the log behind the ledger (STO-13): what is durable there is appended here, the same
/// however often it is begun again.
public struct LogFollower: Sendable {
  private var writer: LogWriter<FolderLogStorage>
  private let salts: SaltSource
  private var isChecked = false

  /// Opens the log in a folder or begins one.
  public init(folder: String, signer: NoteSigner, salts: SaltSource) throws {
    writer = try LogWriter(storage: FolderLogStorage(folder: folder), signer: signer)
    self.salts = salts
  }

  /// Appends what the ledger holds and the log does not.
  @discardableResult
  public mutating func follow(_ history: some BatchHistory) throws -> TransparencyLog.Checkpoint {
    let checkpoint = try writer.checkpoint()
    if !isChecked {
      try check(history)
      isChecked = true
    }
    var next = checkpoint.size
    var entries: [LogEntry] = []
    try history.batches(fromEntry: next) { batch in
      guard batch.entry == next + UInt64(entries.count) else {
        throw LogFollowError.differs(entry: batch.entry)
      }
      let hash = batch.recordHash ?? Self.hash(batch.record)
      for body in try batch.logBodies(recordHash: hash) {
        entries.append(
          try salts.entry(index: next + UInt64(entries.count), body: body))
      }
      if entries.count >= Self.largestAppend {
        next += UInt64(entries.count)
        _ = try writer.append(entries)
        entries.removeAll(keepingCapacity: true)
      }
      return true
    }
    return entries.isEmpty ? try writer.checkpoint() : try writer.append(entries)
  }

  /// How many entries are signed.
  public func size() throws -> UInt64 {
    var copy = writer
    return try copy.checkpoint().size
  }

  /// The proof for a holder that an entry is in the log.
  public mutating func proof(of entry: UInt64) throws -> LogProof {
    try writer.proof(ofEntry: entry)
  }

  /// What the log signed last must be what the ledger holds there: it may have been set back since.
  /// Nothing is written.
  /// - Throws: `LogFollowError` where the log cannot follow this ledger.
  public mutating func check(_ history: some BatchHistory) throws {
    let checkpoint = try writer.checkpoint()
    guard checkpoint.size > 0 else { return }
    let count = try history.entryCount()
    guard count >= checkpoint.size else {
      throw LogFollowError.logIsAhead(log: checkpoint.size, ledger: count)
    }
    guard let batch = try history.batch(holding: checkpoint.size - 1),
      case let bodies = try batch.logBodies(recordHash: Self.hash(batch.record)),
      // A batch that is gone from the end of a store leaves the one before it.
      batch.entry + UInt64(bodies.count) >= checkpoint.size, let own = bodies.first,
      try writer.storage.entry(batch.entry, size: checkpoint.size).body == own
    else { throw LogFollowError.differs(entry: checkpoint.size - 1) }
  }

  public static func hash(_ record: [UInt8]) -> Word32 {
    let digest = [UInt8](SHA256.hash(data: record))
    return Word32(digest.span.bytes)
  }

  private static var largestAppend: Int { 65_536 }
}
