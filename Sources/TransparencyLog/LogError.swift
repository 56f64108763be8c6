/// Why the log does not do what it is asked. Nothing was appended in any of these cases, and the
/// checkpoint is what it was.
public enum LogError: Error, Hashable, Sendable {
  /// The path is none that LOG-5 knows.
  case malformedPath(String)
  /// A file that the checkpoint covers is not there. Restore the folder from a copy.
  case missing(path: String)
  /// A tile has not the bytes that its width asks for.
  case wrongLength(path: String, expected: Int, actual: Int)
  /// A bundle is not a sequence of records behind their lengths, from this byte on.
  case malformedBundle(path: String, offset: Int)
  /// A body is larger than `LogEntry.maximumBodyBytes`.
  case entryTooLarge(byteCount: Int)
  /// The log is full: 2^62 leaves.
  case logFull
  /// The tiles do not lead to the root that the checkpoint states: something was altered. An audit
  /// tells what.
  case rootMismatch
  /// There is no leaf with this index in a tree of this size.
  case noSuchLeaf(index: UInt64, size: UInt64)
  /// A tree never shrinks: the earlier size is not larger than the later.
  case sizesOutOfOrder(earlier: UInt64, later: UInt64)
  /// An inclusion or consistency proof does not lead to the root.
  case proofFails
  /// A tlog-proof is not written as LOG-15 says; the line counts from one.
  case malformedProof(line: Int)
  /// The checkpoint, or a signature of it.
  case note(NoteError)
  /// The folder of the log: what the system says of a file. Nothing counts before the checkpoint.
  case storage(path: String, reason: String)
}
