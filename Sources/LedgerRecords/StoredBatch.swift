import Settlement
import Wire

/// A batch as it lies in a store.
public struct StoredBatch: Sendable {
  public var number: BatchNumber
  /// Place in the log of its first entry.
  public var entry: UInt64
  public var record: [UInt8]
  /// SHA-256 of the record, where the store has just computed it.
  public var recordHash: Word32?

  public init(
    number: BatchNumber, entry: UInt64, record: [UInt8], recordHash: Word32? = nil
  ) {
    self.number = number
    self.entry = entry
    self.record = record
    self.recordHash = recordHash
  }

  /// What was changed. Damage is an error that names the batch.
  public func changes() throws(LedgerStoreError) -> BookChanges {
    do throws(RecordDamage) {
      let changes = try BookChanges(record: record)
      guard changes.batch == number else { throw RecordDamage("its own number") }
      return changes
    } catch {
      throw .damaged("batch \(number.value) lacks \(error.what)")
    }
  }
}

extension BookChanges {
  /// Entries that the batch makes in the log: one for itself, and one a transaction (STO-12).
  public var entryCount: UInt64 { 1 + UInt64(transactions.count) }
}
