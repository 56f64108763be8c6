import LedgerRecords
import Settlement
import Wire

/// What the tables of open rows lack since their last checkpoint: the latest rows of the batches after
/// it, and where what they closed is to be found.
struct StoreState {
  /// The rows that each batch changed, the oldest first.
  private(set) var changed: [ChangedRows] = []
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
    changed.append(ChangedRows(changes))
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
    changed.removeAll()
    recent.removeAll(keepingCapacity: true)
    (bytes, batches) = (0, 0)
  }

  var pairs: [ArchivePair] {
    recent.flatMap { key, batches in batches.map { ArchivePair(key: key, batch: $0) } }
  }

  /// Each row once, as the last batch that changed it left it.
  func latest<Key: Hashable, Row>(
    _ rows: (ChangedRows) -> [(key: Key, row: Row)], _ body: (Key, Row) throws -> Void
  ) rethrows {
    var seen: Set<Key> = []
    for batch in changed.reversed() {
      for (key, row) in rows(batch) where seen.insert(key).inserted { try body(key, row) }
    }
  }
}

/// The rows of one batch that tables of open rows will hold.
struct ChangedRows {
  let accounts: [(key: String, row: Amount)]
  let purses: [(key: Serial, row: PurseRow)]
  let payments: [(key: Digest, row: PaymentRow)]
  let refusals: [(key: RefusalKey, row: RefusalRow)]
  let proofs: [(key: UInt64, row: ProofRow)]

  init(_ changes: BookChanges) {
    (accounts, purses, payments) = (changes.accounts, changes.purses, changes.payments)
    (refusals, proofs) = (changes.refusals, changes.proofs)
  }
}
