/// Checks a log with nothing but the ledger's public key (LOG-17): signatures, that the log only
/// grew, that every entry is in it, and that every file says what was signed. It reads the log
/// once, a tile at a time, so that memory does not grow with it.
public struct LogAuditor: Sendable {
  public let origin: String
  public let keys: [NoteKey]

  /// The origin and keys that the auditor got from the ledger by another way than the log.
  public init(origin: String, keys: [NoteKey]) {
    self.origin = origin
    self.keys = keys
  }

  /// Audits the log that the reader gives. `earlier` is a checkpoint that the auditor kept.
  public func audit(
    _ reader: some LogReader, earlier: [UInt8]? = nil, sources: AuditSources
  ) -> AuditReport {
    var report = AuditReport()
    report.earlier = earlier.flatMap { checkpoint(.earlier, $0, in: &report) }
    guard let note = try? reader.read(.checkpoint) else {
      report.add(.missing(.checkpoint))
      return report
    }
    guard let later = checkpoint(.later, note, in: &report) else { return report }
    report.checkpoint = later
    if let earlier = report.earlier, earlier.size > later.size {
      report.add(.shrunk(earlier: earlier.size, later: later.size))
    }
    var audit = AuditRun(reader: reader, sources: sources, checkpoint: later, report: report)
    return audit.run()
  }

  private func checkpoint(
    _ which: AuditFinding.Which, _ note: [UInt8], in report: inout AuditReport
  ) -> Checkpoint? {
    do throws(NoteError) {
      return try Checkpoint(note: note, origin: origin, keys: keys)
    } catch {
      report.add(.checkpoint(which, error))
      return nil
    }
  }
}
