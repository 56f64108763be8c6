import Foundation
import LedgerRecords
import Settlement
import Wire

/// What came of one upload of a batch.
public typealias SyncResult = Result<SyncOutcome, LedgerError>

/// The ledger, a batch of uploads at a time (docs/spec/ledger.md, LED-80): decoded and verified on all
/// cores, applied one after the other by the state machine, made durable together. Nobody has an
/// answer before that.
public struct BatchLedger<Crypto: LedgerCryptography & Sendable>: Sendable {
  public private(set) var ledger: Ledger<PrefetchedCrypto<Crypto>>
  /// A batch could not be made durable: what is in memory is ahead of the store. Open it anew.
  public private(set) var isHalted = false
  /// Where the time of all batches went.
  public private(set) var times = BatchTimes()
  /// Batches that were applied again because another ledger on the same store was first.
  public private(set) var conflicts = 0
  let preparer: BatchPreparer<Crypto>

  /// - Parameter verifier: of a batch's signatures; without one the ledger's own cryptography does it.
  public init(
    _ ledger: Ledger<PrefetchedCrypto<Crypto>>, verifier: (any SignatureBatchVerifier)? = nil
  ) {
    self.ledger = ledger
    let base = ledger.crypto.base
    preparer = BatchPreparer(crypto: base, verifier: verifier ?? OrdinaryVerifier(base))
  }

  /// Applies a batch and hands over what has to be made durable before anybody is answered.
  public mutating func apply(
    _ uploads: [Packet], time: LedgerTime
  ) throws(BatchError) -> (results: [SyncResult], changes: BookChanges) {
    guard !isHalted else { throw .halted }
    let preparer = preparer
    var decoded = decode(uploads)
    prefetch(decoded)
    decoded = times.measure(\.decoding) {
      preparer.guess(decoded, from: preparer.starts(decoded, in: ledger.book))
    }
    let results = results(of: decoded, time: time)
    return (results, takeChanges())
  }

  /// Signatures of the batch at hand that were verified before its turn came.
  mutating func begin(_ known: [SignatureCheck: Bool]) throws(BatchError) {
    guard !isHalted else { throw .halted }
    ledger.crypto.known = known
  }

  mutating func takeChanges() -> BookChanges {
    ledger.crypto.known.removeAll(keepingCapacity: true)
    return ledger.book.takeChanges()
  }

  /// Changes that were handed over are durable: what they closed leaves memory.
  public mutating func release(_ changes: BookChanges) { ledger.book.release(changes) }

  /// Changes that were handed over could not be made durable.
  public mutating func halt() { isHalted = true }

  /// Settles a batch and returns when it is durable.
  /// - Parameter uploads: in the order in which they came; the answers have the same.
  /// - Throws: when it could not be made durable. Nobody may be answered. On a store of its own the
  ///   ledger is halted then: its records are read again, which are before or after the batch.
  public mutating func settle(
    _ uploads: [Packet], time: LedgerTime, on storage: any LedgerStorage
  ) throws -> [SyncResult] {
    if storage.isShared {
      let decoded = decode(uploads)
      return try settle(decoded, time: time, on: storage)
    }
    let (results, changes) = try apply(uploads, time: time)
    do {
      try storage.commit(changes)
    } catch {
      isHalted = true
      throw error
    }
    ledger.book.release(changes)
    return results
  }

  /// On a store that others change too every batch begins with a new book, and begins again when
  /// another ledger was first. Signatures are verified once.
  /// - Parameter verified: what was verified before the batch's turn came.
  mutating func settle(
    _ decoded: [DecodedUpload], verified: [SignatureCheck: Bool] = [:],
    time: LedgerTime, on storage: any LedgerStorage, lists: (any BlockListKeeper)? = nil
  ) throws -> [SyncResult] {
    exchange(lists)
    let list = ledger.rules.blockList
    let names = BatchPreparer<Crypto>.names(decoded)
    ledger.crypto.known = verified
    defer {
      ledger.crypto.known.removeAll(keepingCapacity: true)
      ledger.book = Book()
    }
    for attempt in 1... {
      ledger.book = try storage.open()
      try times.measure(\.reading) { try storage.prepare(&ledger.book, for: names) }
      prefetch(decoded)
      let results = results(of: decoded, time: time)
      let changes = ledger.book.takeChanges()
      do {
        try times.measure(\.writing) { try storage.commit(changes) }
        exchange(lists)
        return results
      } catch LedgerStoreError.conflict where attempt < Self.largestAttempts {
        conflicts += 1
        ledger.rules.blockList = list
        Thread.sleep(forTimeInterval: .random(in: 0...0.002 * Double(min(attempt, 20))))
      }
    }
    throw LedgerStoreError.conflict
  }

  /// Ledgers on one store give out one list (FLD-7).
  private mutating func exchange(_ lists: (any BlockListKeeper)?) {
    guard let list = lists?.exchange(ledger.rules.blockList) else { return }
    ledger.restoreBlockList(number: list.number, time: list.time, entries: list.entries)
  }

  private static var largestAttempts: Int { 1_000 }

  /// What an operator or issuer does between batches.
  public mutating func administer(
    _ body: (inout Ledger<PrefetchedCrypto<Crypto>>) throws -> Void
  ) throws {
    guard !isHalted else { throw BatchError.halted }
    try body(&ledger)
  }

  private mutating func decode(_ uploads: [Packet]) -> [DecodedUpload] {
    let preparer = preparer
    return times.measure(\.decoding) { preparer.decode(uploads) }
  }

  private mutating func prefetch(_ decoded: [DecodedUpload]) {
    let preparer = preparer
    let checks = preparer.checks(decoded, in: ledger.book)
      .filter { ledger.crypto.known[$0] == nil }
    let known = times.measure(\.verifying) { preparer.verify(checks) }
    ledger.crypto.known.merge(known) { $1 }
  }

  /// Applies the upload at a place of a batch, in an order of `BatchPreparer.order`.
  mutating func apply(
    _ upload: DecodedUpload, at place: Int, into results: inout BatchResults, time: LedgerTime
  ) {
    switch upload {
    case .failure(let error): results.add(error, at: place)
    case .success(let read):
      let root = ledger.book.root(of: read.request.content.serial)
      if results.lacksSignature(root) { sign(&results) }
      let answer = Result<SyncAnswer, LedgerError> { () throws(LedgerError) in
        try ledger.sync(read, time: time)
      }
      results.add(answer, of: root, at: place)
    }
  }

  /// Signs the grants of a batch that lack it.
  mutating func sign(_ results: inout BatchResults) {
    results.add(signed: ledger.sign(results.unsigned.map(\.grant)))
  }

  mutating func note(_ spent: BatchTimes) { times.add(spent) }

  private mutating func results(
    of decoded: [DecodedUpload], time: LedgerTime
  ) -> [SyncResult] {
    let clock = ContinuousClock()
    let start = clock.now
    var results = BatchResults(count: decoded.count)
    for place in BatchPreparer<Crypto>.order(decoded) {
      apply(decoded[place], at: place, into: &results, time: time)
    }
    sign(&results)
    times.applying += clock.now - start
    return results.all
  }
}

/// Why a batch was not begun.
public enum BatchError: Error, Equatable, Sendable {
  case halted
}
