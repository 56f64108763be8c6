import LedgerRecords
import Settlement

/// What came of a batch in memory: nobody is answered before it is durable.
struct AppliedBatch: Sendable {
  var results: [SyncResult]
  var changes: BookChanges
  /// The block list then.
  var list: BlockListInForce
}
