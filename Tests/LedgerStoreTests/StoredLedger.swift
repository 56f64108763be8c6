import LedgerEngine
import LedgerRecords
import Settlement
import Wire
import World

/// A ledger with its rows in a store, told what it hears in batches.
struct StoredLedger {
  var engine: BatchLedger<ModelLedgerCrypto>
  let storage: any LedgerStorage
  private let rules: LedgerRules
  private let crypto: ModelLedgerCrypto

  /// - Parameters:
  ///   - ledger: with accounts and purses to begin with, and nothing else.
  ///   - isFirst: those are put into the store.
  init(_ ledger: ModelLedger, on storage: any LedgerStorage, isFirst: Bool = true) throws {
    self.storage = storage
    (rules, crypto) = (ledger.rules, ledger.crypto)
    if isFirst, !(storage is Memory) {
      let book = try storage.open()
      try storage.commit(BookChanges(ledger.book, batch: book.batch))
    }
    engine = BatchLedger(
      Ledger(
        book: storage.isShared ? Book() : try storage.open(), rules: rules,
        crypto: PrefetchedCrypto(crypto)))
  }

  mutating func settle(_ uploads: [Packet], time: LedgerTime) throws -> [SyncResult] {
    try engine.settle(uploads, time: time, on: storage)
  }

  mutating func unblock(_ serial: Serial) throws {
    guard storage.isShared else {
      try engine.administer { try? $0.approveUnblock(serial) }
      return
    }
    var ledger = Ledger(book: try storage.open(), rules: rules, crypto: crypto)
    try? ledger.approveUnblock(serial)
    try storage.commit(ledger.book.takeChanges())
  }
}

extension LedgerRecording.Input {
  var upload: Packet? { if case .upload(let packet) = self { packet } else { nil } }
}

extension BookChanges {
  /// A whole book of accounts and purses as one batch.
  init(_ book: Book, batch: BatchNumber) {
    self.init(
      batch: batch, accounts: book.accounts.rows.map { ($0.key, $0.value) },
      purses: book.purses.rows.map { ($0.key, $0.value) }, payments: [], refusals: [],
      uploads: [], proofs: [], acceptances: [], evidence: [], transactions: [],
      totals: book.totals)
  }
}
