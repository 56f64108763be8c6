extension LogError: CustomStringConvertible {
  /// What is wrong, as part of a sentence.
  public var description: String {
    switch self {
    case .malformedPath(let path): "\(path) is not the path of a file of a log"
    case .missing(let path): "\(path) is missing; restore the log from a copy"
    case .wrongLength(let path, let expected, let actual):
      "\(path) has \(actual) bytes and must have \(expected)"
    case .malformedBundle(let path, let offset): "\(path) is damaged from byte \(offset) on"
    case .entryTooLarge(let byteCount):
      "a body of \(byteCount) bytes is larger than \(LogEntry.maximumBodyBytes)"
    case .logFull: "a log has at most \(LogTree.maximumSize) entries"
    case .rootMismatch:
      "the files do not lead to the root that the checkpoint states; an audit tells which"
    case .noSuchLeaf(let index, let size): "there is no entry \(index) among \(size)"
    case .sizesOutOfOrder(let earlier, let later):
      "a log of \(later) entries did not have \(earlier) earlier"
    case .proofFails: "it does not lead to the root that the ledger signed"
    case .malformedProof(let line): "line \(line) is not a proof's"
    case .note(let error): "the checkpoint does not count: \(error)"
    case .storage(let path, let reason): "\(path): \(reason)"
    }
  }
}
