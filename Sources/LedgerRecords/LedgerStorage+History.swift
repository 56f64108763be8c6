import Settlement
import Wire

/// A store that a home keeps its ledger in.
public protocol LedgerKeeper: LedgerStorage, BatchHistory {
  /// All that is open, as of one moment, for whoever reports; nothing is changed in it.
  func snapshot() throws -> Book
  /// What is open, counted.
  func openFigures(at time: LedgerTime) throws -> OpenFigures
  /// What is wrong with the store itself, in words.
  func check() throws -> [String]
}

/// A store whose batches can be read again, in the order of the log.
public protocol BatchHistory {
  /// A record's totals are what its batch adds, and not what they are after it: several ledgers write.
  var addsTotals: Bool { get }
  /// Entries of the log that the batches so far make.
  func entryCount() throws -> UInt64
  /// The batches whose first entry is at this place of the log or later, in their order, as long as
  /// the body says so.
  func batches(fromEntry entry: UInt64, _ body: (StoredBatch) throws -> Bool) throws
  /// The batch that made an entry.
  func batch(holding entry: UInt64) throws -> StoredBatch?
  /// The batch of a number.
  func batch(_ number: BatchNumber) throws -> StoredBatch?
}

extension BatchHistory {
  /// The transactions that touch an account, or all, the oldest first, numbered from 1; every number
  /// that a person sees can be drilled down to them.
  public func transactions(touching account: LedgerAccount?, limit: Int) throws -> [Transaction] {
    var found: [Transaction] = []
    var number: UInt64 = 0
    try batches(fromEntry: 0) { batch in
      for transaction in try batch.changes().transactions where found.count < limit {
        number += 1
        guard account.map({ transaction.touches($0) }) ?? true else { continue }
        var numbered = transaction
        numbered.number = number
        found.append(numbered)
      }
      return found.count < limit
    }
    return found
  }
}

extension Transaction {
  func touches(_ account: LedgerAccount) -> Bool {
    postings.contains { $0.account == account }
  }
}
