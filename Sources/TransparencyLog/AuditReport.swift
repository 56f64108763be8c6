/// What an audit found.
public struct AuditReport: Hashable, Sendable {
  /// The log as the ledger signed it; `nil` if it did not.
  public internal(set) var checkpoint: Checkpoint?
  /// The checkpoint from earlier, if the auditor had one and it holds.
  public internal(set) var earlier: Checkpoint?
  /// Entries whose leaves were computed again.
  public internal(set) var entries: UInt64 = 0
  /// In the order of the files, up to 1,000 (LOG-19).
  public private(set) var findings: [AuditFinding] = []
  /// Findings beyond those listed.
  public private(set) var unlisted = 0

  /// Nothing was found: the log is what the ledger signed, now and earlier.
  public var isClean: Bool { findings.isEmpty }

  mutating func add(_ finding: AuditFinding) {
    if findings.count < Self.maximumFindings {
      findings.append(finding)
    } else {
      unlisted += 1
    }
  }

  static let maximumFindings = 1000
}
