import LedgerRecords
import Settlement

extension LedgerStore: LedgerKeeper {
  public var addsTotals: Bool { false }

  public func snapshot() throws -> Book { try open() }

  public func entryCount() throws -> UInt64 {
    try core.read { db in
      guard let last = try BatchTable.read(db, holding: .max >> 1) else { return 0 }
      return last.entry + (try last.changes().entryCount)
    }
  }

  public func batches(fromEntry entry: UInt64, _ body: (StoredBatch) throws -> Bool) throws {
    try core.read { db in try BatchTable.read(db, fromEntry: entry, body) }
  }

  public func batch(holding entry: UInt64) throws -> StoredBatch? {
    try core.read { db in try BatchTable.read(db, holding: entry) }
  }

  public func batch(_ number: BatchNumber) throws -> StoredBatch? {
    try core.read { db in try BatchTable.read(db, number) }
  }
}
