extension AuditFinding: CustomStringConvertible {
  /// A sentence that says where to look.
  public var description: String {
    switch self {
    case .checkpoint(let which, let error):
      "the \(which) checkpoint is not one that the ledger signed: \(error)"
    case .shrunk(let earlier, let later):
      "the log had \(earlier) entries and now has \(later): entries were taken away"
    case .otherRoot(.later):
      "the files of the log do not lead to the root that the checkpoint states"
    case .otherRoot(.earlier):
      "the log that the earlier checkpoint states is not the beginning of this one"
    case .missing(let file):
      "\(file.path) is missing or cannot be read"
    case .wrongLength(let file, let expected, let actual):
      "\(file.path) has \(actual) bytes and must have \(expected)"
    case .altered(let file, let bytes, let entry):
      "\(file.path) was altered at \(Self.text(bytes))\(Self.text(entry))"
    case .undecided(let file, let bytes, let entry):
      "\(file.path) disagrees with other files at \(Self.text(bytes))\(Self.text(entry)), and"
        + " nothing signed says which is right"
    }
  }

  private static func text(_ bytes: Range<Int>) -> String {
    bytes.count == 1
      ? "byte \(bytes.lowerBound)" : "bytes \(bytes.lowerBound) to \(bytes.upperBound - 1)"
  }

  private static func text(_ entry: UInt64?) -> String { entry.map { " (entry \($0))" } ?? "" }
}
