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
  private let verifier: any SignatureBatchVerifier

  /// - Parameter verifier: of a batch's signatures; without one the ledger's own cryptography does it.
  public init(
    _ ledger: Ledger<PrefetchedCrypto<Crypto>>, verifier: (any SignatureBatchVerifier)? = nil
  ) {
    self.ledger = ledger
    self.verifier = verifier ?? OrdinaryVerifier(ledger.crypto.base)
  }

  /// Applies a batch and hands over what has to be made durable before anybody is answered.
  public mutating func apply(
    _ uploads: [Packet], time: LedgerTime
  ) throws(BatchError) -> (results: [SyncResult], changes: BookChanges) {
    guard !isHalted else { throw .halted }
    let decoded = decode(uploads)
    prefetch(decoded)
    let results = results(of: uploads, decoded, time: time)
    ledger.crypto.known.removeAll(keepingCapacity: true)
    return (results, ledger.book.takeChanges())
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
    if storage.isShared { return try settleShared(uploads, time: time, on: storage) }
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
  private mutating func settleShared(
    _ uploads: [Packet], time: LedgerTime, on storage: any LedgerStorage
  ) throws -> [SyncResult] {
    let decoded = decode(uploads)
    var names = BatchNames()
    for upload in decoded.lazy.compactMap({ $0 }) { names.form(union: upload.names) }
    defer {
      ledger.crypto.known.removeAll(keepingCapacity: true)
      ledger.book = Book()
    }
    for attempt in 1... {
      ledger.book = try storage.open()
      try times.measure(\.reading) { try storage.prepare(&ledger.book, for: names) }
      prefetch(decoded)
      let results = results(of: uploads, decoded, time: time)
      let changes = ledger.book.takeChanges()
      do {
        try times.measure(\.writing) { try storage.commit(changes) }
        return results
      } catch LedgerStoreError.conflict where attempt < Self.largestAttempts {
        conflicts += 1
        Thread.sleep(forTimeInterval: .random(in: 0...0.002 * Double(min(attempt, 20))))
      }
    }
    throw LedgerStoreError.conflict
  }

  private static var largestAttempts: Int { 1_000 }

  /// What an operator or issuer does between batches.
  public mutating func administer(
    _ body: (inout Ledger<PrefetchedCrypto<Crypto>>) throws -> Void
  ) throws {
    guard !isHalted else { throw BatchError.halted }
    try body(&ledger)
  }

  private mutating func decode(_ uploads: [Packet]) -> [DecodedUpload?] {
    let crypto = ledger.crypto.base
    return times.measure(\.decoding) {
      onAllCores(uploads) { DecodedUpload($0, hash: crypto) }
    }
  }

  /// Verifies what the batch will ask for: every request that was not answered yet, and every payment
  /// that neither the ledger nor the payer's own upload in this batch vouches for (LED-10).
  private mutating func prefetch(_ decoded: [DecodedUpload?]) {
    let checks = checks(decoded).filter { ledger.crypto.known[$0] == nil }
    let verifier = verifier
    let holds = times.measure(\.verifying) { verifier.verify(checks) }
    for (check, holds) in zip(checks, holds) { ledger.crypto.known[check] = holds }
  }

  private func checks(_ decoded: [DecodedUpload?]) -> [SignatureCheck] {
    let vouched = Set(decoded.lazy.compactMap { $0 }.flatMap(\.paid))
    var checks: Set<SignatureCheck> = []
    func add(_ statement: DecodedUpload.Statement, _ purse: PurseRow) {
      checks.insert(
        SignatureCheck(
          signature: statement.signature, digest: statement.digest, key: purse.certificate.key))
    }
    for upload in decoded.lazy.compactMap({ $0 }) {
      guard let purse = ledger.book.purses[upload.request.signer],
        purse.answered != upload.request.digest
      else { continue }
      add(upload.request, purse)
      for payment in upload.received where !vouched.contains(payment.digest) {
        if let row = ledger.book.payments.rows[payment.digest], row.isVerified || row.byPayer {
          continue
        }
        if let payer = ledger.book.purses[payment.signer] { add(payment, payer) }
      }
    }
    return Array(checks)
  }

  private mutating func results(
    of uploads: [Packet], _ decoded: [DecodedUpload?], time: LedgerTime
  ) -> [SyncResult] {
    let clock = ContinuousClock()
    let start = clock.now
    var results = [SyncResult?](repeating: nil, count: uploads.count)
    for index in Self.order(decoded) {
      results[index] = Result { () throws(LedgerError) in
        try ledger.sync(uploads[index], time: time)
      }
    }
    times.applying += clock.now - start
    return results.map { result in
      guard let result else { preconditionFailure("an upload without an answer") }
      return result
    }
  }

  /// Payers before payees, so that a payment is known when its payee brings it; else as they came.
  /// The end is the same for every order (I6).
  private static func order(_ decoded: [DecodedUpload?]) -> [Int] {
    decoded.indices.filter { decoded[$0]?.received.isEmpty ?? true }
      + decoded.indices.filter { !(decoded[$0]?.received.isEmpty ?? true) }
  }
}

/// Why a batch was not begun.
public enum BatchError: Error, Equatable, Sendable {
  case halted
}
