/// One thing that is wrong in a log, and where (LOG-17 to LOG-19).
public enum AuditFinding: Hashable, Sendable {
  /// Which of the two checkpoints of an audit.
  public enum Which: String, Hashable, Sendable {
    case earlier
    case later
  }

  /// The checkpoint is not one that the ledger signed.
  case checkpoint(Which, NoteError)
  /// The later checkpoint has fewer leaves: entries were taken away.
  case shrunk(earlier: UInt64, later: UInt64)
  /// The log is not the one that the checkpoint's root was computed from, whatever is chosen where
  /// its files disagree.
  case otherRoot(Which)
  /// A file is not there, or cannot be read.
  case missing(LogFile)
  /// A file has not the bytes that it must have.
  case wrongLength(LogFile, expected: Int, actual: Int)
  /// These bytes of the file were altered. `entry` is the index of the entry concerned, if any.
  case altered(LogFile, bytes: Range<Int>, entry: UInt64?)
  /// Files disagree about this entry and nothing that is signed decides between them.
  case undecided(LogFile, bytes: Range<Int>, entry: UInt64)

  /// The file concerned; `nil` where it is a checkpoint that the auditor brought.
  public var file: LogFile? {
    switch self {
    case .checkpoint(.later, _), .otherRoot(.later), .shrunk: .checkpoint
    case .checkpoint(.earlier, _), .otherRoot(.earlier): nil
    case .missing(let file), .wrongLength(let file, _, _), .altered(let file, _, _),
      .undecided(let file, _, _):
      file
    }
  }
}
