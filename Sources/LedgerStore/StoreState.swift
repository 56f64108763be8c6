import LedgerRecords
import Settlement
import Wire

/// What the tables of open rows lack since their last checkpoint: the latest rows of the batches after
/// it, and where what they closed is to be found.
struct StoreState {
  private(set) var accounts: [String: Amount] = [:]
  private(set) var purses: [Serial: PurseRow] = [:]
  /// Nil for one that is closed.
  private(set) var payments: [Digest: PaymentRow?] = [:]
  private(set) var refusals: [RefusalKey: RefusalRow] = [:]
  private(set) var proofs: [UInt64: ProofRow] = [:]
  private(set) var totals = Totals()
  /// Keys of what the batches after the checkpoint hold.
  private(set) var recent: [UInt64: [UInt64]] = [:]
  /// Entries of the log that the batches so far make.
  private(set) var entries: UInt64 = 0
  private(set) var last = BatchNumber(0)
  private(set) var bytes = 0
  private(set) var batches = 0
  /// A batch was taken in that did not become durable: only opening again helps.
  var isAhead = false

  mutating func add(_ changes: BookChanges, recordSize: Int) {
    for (name, row) in changes.accounts { accounts[name] = row }
    for (serial, row) in changes.purses { purses[serial] = row }
    for (digest, row) in changes.payments {
      payments[digest] = .some(row.isClosed ? nil : row)
    }
    for (key, row) in changes.refusals { refusals[key] = row }
    for (number, row) in changes.proofs { proofs[number] = row }
    for key in changes.archiveKeys { recent[key, default: []].append(changes.batch.value) }
    totals = changes.totals
    entries += changes.entryCount
    last = changes.batch
    bytes += recordSize
    batches += 1
  }

  /// What was durable before this process began.
  mutating func resume(entries: UInt64, last: BatchNumber, totals: Totals) {
    self.entries = entries
    self.last = last
    self.totals = totals
  }

  /// The tables have it all.
  mutating func checkpointed() {
    accounts.removeAll(keepingCapacity: true)
    purses.removeAll(keepingCapacity: true)
    payments.removeAll(keepingCapacity: true)
    refusals.removeAll(keepingCapacity: true)
    proofs.removeAll(keepingCapacity: true)
    recent.removeAll(keepingCapacity: true)
    (bytes, batches) = (0, 0)
  }

  var pairs: [ArchivePair] {
    recent.flatMap { key, batches in batches.map { ArchivePair(key: key, batch: $0) } }
  }
}
