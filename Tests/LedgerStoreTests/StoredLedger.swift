import LedgerEngine
import LedgerRecords
import Settlement
import Wire
import World

/// A ledger with its rows in a store, told what it hears in batches.
struct StoredLedger {
  var engine: BatchLedger<ModelLedgerCrypto>
  let storage: any LedgerStorage
  private let crypto: ModelLedgerCrypto

  /// - Parameters:
  ///   - ledger: with accounts and purses to begin with, and nothing else.
  ///   - isFirst: those are put into the store.
  init(_ ledger: ModelLedger, on storage: any LedgerStorage, isFirst: Bool = true) throws {
    self.storage = storage
    crypto = ledger.crypto
    if isFirst, !(storage is Memory) {
      let book = try storage.open()
      try storage.commit(BookChanges(ledger.book, batch: book.batch))
    }
    engine = BatchLedger(
      Ledger(
        book: storage.isShared ? Book() : try storage.open(), rules: ledger.rules,
        crypto: PrefetchedCrypto(crypto)))
  }

  mutating func settle(_ uploads: [Packet], time: LedgerTime) throws -> [SyncResult] {
    try engine.settle(uploads, time: time, on: storage)
  }

  /// What it hears besides uploads.
  mutating func tell(_ input: LedgerRecording.Input, time: LedgerTime) throws {
    guard storage.isShared else {
      try engine.administer { input.tell(&$0, time: time) }
      return
    }
    var ledger = Ledger(book: try storage.open(), rules: engine.ledger.rules, crypto: crypto)
    input.tell(&ledger, time: time)
    try storage.commit(ledger.book.takeChanges())
    // The block list is kept apart from the books.
    let list = ledger.rules.blockList
    try engine.administer { $0.rules.blockList = list }
  }
}

extension LedgerRecording.Input {
  /// What is refused changes nothing, here as there.
  func tell<Crypto>(_ ledger: inout Ledger<Crypto>, time: LedgerTime) {
    switch self {
    case .upload: return
    case .unblock(let serial): try? ledger.approveUnblock(serial)
    case .claim(let claim, let day, let seconds):
      try? ledger.take(claim: claim, time: day, beside: seconds)
    case .register(let certificate, let account):
      try? ledger.register(certificate, account: account)
    case .payOut(let serial, let day): _ = try? ledger.payClaim(on: serial, time: day)
    }
  }

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
