import Dispatch
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

  public init(_ ledger: Ledger<PrefetchedCrypto<Crypto>>) { self.ledger = ledger }

  /// Applies a batch and hands over what has to be made durable before anybody is answered.
  public mutating func apply(
    _ uploads: [Packet], time: LedgerTime
  ) throws(BatchError) -> (results: [SyncResult], changes: BookChanges) {
    guard !isHalted else { throw .halted }
    let results = results(of: uploads, time: time)
    return (results, ledger.book.takeChanges())
  }

  /// Changes that were handed over are durable: what they closed leaves memory.
  public mutating func release(_ changes: BookChanges) { ledger.book.release(changes) }

  /// Changes that were handed over could not be made durable.
  public mutating func halt() { isHalted = true }

  /// Settles a batch.
  /// - Parameters:
  ///   - uploads: in the order in which they came; the answers have the same.
  ///   - save: makes the book's changes durable. When it throws, nobody has an answer, and the ledger
  ///     is halted: the records are read again from the store, which is before or after the batch.
  public mutating func settle(
    _ uploads: [Packet], time: LedgerTime, save: (inout Book) throws -> Void
  ) throws -> [SyncResult] {
    guard !isHalted else { throw BatchError.halted }
    let results = results(of: uploads, time: time)
    do {
      try save(&ledger.book)
    } catch {
      isHalted = true
      throw error
    }
    return results
  }

  private mutating func results(of uploads: [Packet], time: LedgerTime) -> [SyncResult] {
    let clock = ContinuousClock()
    var mark = clock.now
    func lap(_ time: inout Duration) {
      let now = clock.now
      time += now - mark
      mark = now
    }
    let decoded = decode(uploads)
    lap(&times.decoding)
    prefetch(decoded)
    lap(&times.verifying)
    var results = [SyncResult?](repeating: nil, count: uploads.count)
    for index in Self.order(decoded) {
      results[index] = Result { () throws(LedgerError) in
        try ledger.sync(uploads[index], time: time)
      }
    }
    ledger.crypto.known.removeAll(keepingCapacity: true)
    lap(&times.applying)
    return results.map { result in
      guard let result else { preconditionFailure("an upload without an answer") }
      return result
    }
  }

  /// What an operator or issuer does between batches.
  public mutating func administer(
    _ body: (inout Ledger<PrefetchedCrypto<Crypto>>) throws -> Void
  ) throws {
    guard !isHalted else { throw BatchError.halted }
    try body(&ledger)
  }

  private func decode(_ uploads: [Packet]) -> [DecodedUpload?] {
    let (book, crypto) = (ledger.book, ledger.crypto.base)
    return onAllCores(uploads) { DecodedUpload($0, book: book, hash: crypto) }
  }

  /// Verifies what the batch will ask for: every request, and every payment that neither the ledger
  /// nor the payer's own upload in this batch vouches for (LED-10).
  private mutating func prefetch(_ decoded: [DecodedUpload?]) {
    let vouched = Set(decoded.lazy.compactMap { $0 }.flatMap(\.paid))
    var checks: Set<SignatureCheck> = []
    for upload in decoded.lazy.compactMap({ $0 }) {
      if let request = upload.request { checks.insert(request) }
      for check in upload.received where !vouched.contains(check.digest) {
        if let row = ledger.book.payments[check.digest], row.isVerified || row.byPayer { continue }
        checks.insert(check)
      }
    }
    let all = Array(checks)
    let crypto = ledger.crypto.base
    let holds = onAllCores(all) { crypto.verify($0.signature, over: $0.digest, by: $0.key) }
    ledger.crypto.known = Dictionary(uniqueKeysWithValues: zip(all, holds))
  }

  /// Payers before payees, so that a payment is known when its payee brings it; else as they came.
  /// The end is the same for every order (I6).
  private static func order(_ decoded: [DecodedUpload?]) -> [Int] {
    decoded.indices.filter { decoded[$0]?.received.isEmpty ?? true }
      + decoded.indices.filter { !(decoded[$0]?.received.isEmpty ?? true) }
  }
}

/// Where the time of batches went.
public struct BatchTimes: Sendable {
  public var decoding = Duration.zero
  public var verifying = Duration.zero
  public var applying = Duration.zero
  public init() {}
}

/// Why a batch was not begun.
public enum BatchError: Error, Equatable, Sendable {
  case halted
}

/// Maps on all cores; the results keep their places.
package func onAllCores<Element: Sendable, Value: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) -> Value
) -> [Value] {
  guard elements.count > 1 else { return elements.map(transform) }
  let chunk = 16
  return [Value](unsafeUninitializedCapacity: elements.count) { buffer, count in
    // Each iteration fills its own places, and all of them are filled when this returns.
    nonisolated(unsafe) let places = buffer
    DispatchQueue.concurrentPerform(iterations: (elements.count + chunk - 1) / chunk) { part in
      for index in (part * chunk)..<min(elements.count, (part + 1) * chunk) {
        places.initializeElement(at: index, to: transform(elements[index]))
      }
    }
    count = elements.count
  }
}
