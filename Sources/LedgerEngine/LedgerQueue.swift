import Dispatch
import LedgerRecords
import Settlement
import Synchronization
import Wire

/// Bounds of a ledger's queue.
public struct QueueLimits: Sendable {
  /// Uploads in one durable transaction.
  public var batch: Int
  /// Uploads that may wait; one more is pushed back.
  public var waiting: Int

  public init(batch: Int = 512, waiting: Int = 4_096) {
    self.batch = batch
    self.waiting = waiting
  }
}

/// Why an upload has no answer.
public enum QueueError: Error, Equatable, Sendable {
  /// Too many wait already: try again later. The upload was not looked at.
  case busy
  /// The changes could not be made durable; `LedgerQueue.failure` says why. The upload was booked or
  /// not; after the ledger was opened anew the same upload finds out.
  case halted
  /// The store that this ledger shares with others cannot be reached or has no room. The upload was
  /// booked or not; the same upload finds out when the store is back.
  case unavailable
}

/// Uploads wait here and are settled in batches: whoever comes while one batch is made durable is in
/// the next (group commit). Where the ledger is alone on its store three batches are under way: one is
/// decoded and verified, one applied, one written; where it is not, two: one is decoded, read and
/// verified, one applied and written. Answers go out when their batch is durable, in no
/// other order than that.
public final class LedgerQueue<Crypto: LedgerCryptography & Sendable>: Sendable {
  public typealias Answer = @Sendable (Result<SyncResult, QueueError>) -> Void

  private struct Waiting: Sendable {
    var upload: Packet
    var since: ContinuousClock.Instant
    var answer: Answer
  }

  private struct State: Sendable {
    var waiting: [Waiting] = []
    var isDraining = false
    /// Why nothing is taken any more.
    var failure: (any Error)?
    /// Batches that have become durable since one was applied: what they closed leaves memory.
    var durable: [BookChanges] = []
    var statistics = QueueStatistics()
  }

  private let limits: QueueLimits
  private let storage: any LedgerStorage
  private let lists: (any BlockListKeeper)?
  private let ledger: Mutex<BatchLedger<Crypto>>
  private let state = Mutex(State())
  private let now: @Sendable () -> LedgerTime
  private let preparer: BatchPreparer<Crypto>
  private let preparing = DispatchQueue(label: "kontant.ledger.preparing")
  private let applying = DispatchQueue(label: "kontant.ledger.applying")
  private let saving = DispatchQueue(label: "kontant.ledger.saving")
  /// One batch is being applied at a time, and one more may be ready for it.
  private let isApplied = DispatchSemaphore(value: 1)
  /// One batch is being written at a time, and one more may be ready for it.
  private let isSaved = DispatchSemaphore(value: 1)

  /// - Parameters:
  ///   - ledger: with the book that the storage opened, where the storage is not shared.
  ///   - lists: where the block list is kept.
  ///   - now: the ledger's time, for each batch.
  public init(
    ledger: sending BatchLedger<Crypto>, storage: any LedgerStorage,
    lists: (any BlockListKeeper)? = nil, limits: QueueLimits = QueueLimits(),
    now: @escaping @Sendable () -> LedgerTime
  ) {
    preparer = ledger.preparer
    self.ledger = Mutex(ledger)
    self.storage = storage
    self.lists = lists
    self.limits = limits
    self.now = now
  }

  /// Why nothing is taken any more, or nil.
  public var failure: (any Error)? { state.withLock(\.failure) }

  /// Takes an upload in, or says at once why not.
  /// - Parameter answer: called once, on a queue of this type, after the upload's changes are durable.
  public func offer(_ upload: Packet, answer: @escaping Answer) throws(QueueError) {
    let since = ContinuousClock.now
    let mustStart = try state.withLock { (state) throws(QueueError) -> Bool in
      guard state.failure == nil else { throw .halted }
      guard state.waiting.count < limits.waiting else {
        state.statistics.pushedBack += 1
        throw .busy
      }
      state.waiting.append(Waiting(upload: upload, since: since, answer: answer))
      defer { state.isDraining = true }
      return !state.isDraining
    }
    if mustStart { preparing.async { self.drain() } }
  }

  /// The same for callers that can wait for their answer.
  public func settle(_ upload: Packet) async throws -> SyncOutcome {
    let result: Result<SyncResult, QueueError> = await withCheckedContinuation { continuation in
      do throws(QueueError) {
        try offer(upload) { continuation.resume(returning: $0) }
      } catch {
        continuation.resume(returning: .failure(error))
      }
    }
    return try result.get().get()
  }

  /// What the ledger has booked so far, durable or about to be. Empty between batches where the store
  /// is shared.
  public func read<Value: Sendable>(_ body: (Ledger<PrefetchedCrypto<Crypto>>) -> Value) -> Value {
    ledger.withLock { body($0.ledger) }
  }

  /// Where the time of all batches went.
  public var times: BatchTimes { ledger.withLock(\.times) }

  /// What came of the uploads so far.
  public var statistics: QueueStatistics {
    let conflicts = ledger.withLock(\.conflicts)
    return state.withLock { state in
      var statistics = state.statistics
      statistics.waiting = state.waiting.count
      statistics.conflicts = conflicts
      return statistics
    }
  }

  private func drain() {
    var vouched: Set<Digest> = []
    while let batch = nextBatch() {
      let prepared = prepare(batch, vouched: vouched)
      vouched = BatchPreparer<Crypto>.paid(prepared.decoded)
      isApplied.wait()
      applying.async {
        if self.storage.isShared {
          self.settle(batch, prepared)
        } else {
          self.apply(batch, prepared)
        }
      }
    }
  }

  private func nextBatch() -> [Waiting]? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isDraining = false
        return nil
      }
      let batch = Array(state.waiting.prefix(limits.batch))
      state.waiting.removeFirst(batch.count)
      return batch
    }
  }

  /// Decodes and verifies while the batch before is applied. What that one makes known is not seen
  /// here: a signature too many may be verified, or one on the spot, and nothing else.
  /// - Parameter vouched: what payers report in the batch before.
  private func prepare(_ batch: [Waiting], vouched: Set<Digest>) -> PreparedBatch {
    if storage.isShared {
      return preparer.prepare(batch.map(\.upload), on: storage, vouched: vouched)
    }
    var times = BatchTimes()
    let decoded = times.measure(\.decoding) { preparer.decode(batch.map(\.upload)) }
    let (checks, starts) = ledger.withLock { ledger in
      let book = ledger.ledger.book
      return (
        preparer.checks(decoded, in: book, vouched: vouched), preparer.starts(decoded, in: book)
      )
    }
    let known = times.measure(\.verifying) { preparer.verify(checks) }
    let guessed = times.measure(\.decoding) { preparer.guess(decoded, from: starts) }
    return PreparedBatch(decoded: guessed, known: known, times: times)
  }

  /// On a store of its own. The ledger is let go of between parts, for the next batch to look at.
  private func apply(_ batch: [Waiting], _ prepared: PreparedBatch) {
    let applied = Result { () throws(BatchError) in try results(of: batch, prepared) }
    isApplied.signal()
    isSaved.wait()
    saving.async { self.finish(batch, applied) }
  }

  private func results(
    of batch: [Waiting], _ prepared: PreparedBatch
  ) throws(BatchError) -> AppliedBatch {
    let durable = state.withLock { state in
      defer { state.durable = [] }
      return state.durable
    }
    let time = now()
    let clock = ContinuousClock()
    let start = clock.now
    try ledger.withLock { (ledger) throws(BatchError) in
      for changes in durable { ledger.release(changes) }
      try ledger.begin(prepared.known)
    }
    var results = BatchResults(count: batch.count)
    let order = BatchPreparer<Crypto>.order(prepared.decoded)
    for part in stride(from: 0, to: order.count, by: Self.partSize) {
      ledger.withLock { ledger in
        for place in order[part..<min(order.count, part + Self.partSize)] {
          ledger.apply(prepared.decoded[place], at: place, into: &results, time: time)
        }
      }
    }
    let (changes, list) = ledger.withLock { ledger in
      ledger.sign(&results)
      var times = prepared.times
      times.applying = clock.now - start
      ledger.note(times)
      return (ledger.takeChanges(), ledger.ledger.rules.blockList)
    }
    return AppliedBatch(results: results.all, changes: changes, list: list)
  }

  private static var partSize: Int { 32 }

  private func finish(
    _ batch: [Waiting], _ applied: Result<AppliedBatch, BatchError>
  ) {
    defer { isSaved.signal() }
    guard failure == nil else { return halt(batch) }
    do {
      let applied = try applied.get()
      try storage.commit(applied.changes)
      state.withLock { $0.durable.append(applied.changes) }
      // The ledger is alone: nobody else has changed the list.
      _ = lists?.exchange(applied.list)
      answer(batch, applied.results)
    } catch {
      halt(batch, error)
    }
  }

  /// On a store that others change too: nothing stays in memory, so a store that comes back is used.
  private func settle(_ batch: [Waiting], _ prepared: PreparedBatch) {
    defer { isApplied.signal() }
    do {
      let results = try ledger.withLock { ledger in
        ledger.note(prepared.times)
        return try ledger.settle(
          prepared.decoded, verified: prepared.known, time: now(),
          on: storage, lists: lists)
      }
      answer(batch, results)
    } catch let error as LedgerStoreError where error.mayPass {
      state.withLock { $0.statistics.unavailable += batch.count }
      for waiting in batch { waiting.answer(.failure(.unavailable)) }
    } catch {
      halt(batch, error)
    }
  }

  private func answer(_ batch: [Waiting], _ results: [SyncResult]) {
    let end = ContinuousClock.now
    state.withLock { state in
      for (waiting, result) in zip(batch, results) {
        state.statistics.note(result, after: end - waiting.since)
      }
      state.statistics.batches += 1
    }
    for (waiting, result) in zip(batch, results) { waiting.answer(.success(result)) }
  }

  /// What was applied after the failure is in memory only and is forgotten with it.
  private func halt(_ batch: [Waiting], _ error: (any Error)? = nil) {
    let left = state.withLock { state in
      state.failure = state.failure ?? error ?? BatchError.halted
      defer { state.waiting = [] }
      return state.waiting
    }
    ledger.withLock { $0.halt() }
    for waiting in batch + left { waiting.answer(.failure(.halted)) }
  }
}
