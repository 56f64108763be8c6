import GRDB
import LedgerRecords
import Settlement
import Wire

@testable import LedgerStore

/// All that a ledger's database says: two that are equal say the same to whoever asks.
struct Picture: Equatable {
  private var accounts: [String: Amount]
  private var purses: [Serial: PurseRow]
  private var payments: [Digest: PaymentRow]
  private var refusals: [RefusalKey: RefusalRow]
  private var proofs: [UInt64: ProofRow]
  private var totals: Totals
  private var next: BatchNumber
  private var records: [[UInt8]] = []
  private var entries: [UInt64] = []
  private var places: [UInt64: [UInt64]] = [:]

  init(_ folder: Folder) throws {
    let store = try Vault.store(in: folder)
    let book = try store.open()
    accounts = book.accounts.rows
    purses = book.purses.rows
    payments = book.payments.rows
    refusals = book.refusals.rows
    proofs = book.proofs.rows
    totals = book.totals
    next = book.batch
    var keys: Set<UInt64> = []
    try store.batches(fromEntry: 0) { batch in
      records.append(batch.record)
      entries.append(batch.entry)
      keys.formUnion(try batch.changes().archiveKeys)
      return true
    }
    for key in keys {
      places[key] = try store.core.read { db in try ArchiveIndex.find(db, key) }
    }
  }
}
