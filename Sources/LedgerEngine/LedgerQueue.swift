import Dispatch
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
}

/// Uploads wait here and are settled in batches: whoever comes while one batch is made durable is in
/// the next (group commit). The next batch is decoded, verified and applied while the last one is
/// written. Answers go out when their batch is durable, in no other order than that.
public final class LedgerQueue<Crypto: LedgerCryptography & Sendable>: Sendable {
  public typealias Answer = @Sendable (Result<SyncResult, QueueError>) -> Void

  private struct Waiting: Sendable {
    var upload: Packet
    var answer: Answer
  }

  private struct State: Sendable {
    var waiting: [Waiting] = []
    var isDraining = false
    /// Why nothing is taken any more.
    var failure: (any Error)?
  }

  private let limits: QueueLimits
  private let ledger: Mutex<BatchLedger<Crypto>>
  private let state = Mutex(State())
  private let save: @Sendable (BookChanges) throws -> Void
  private let now: @Sendable () -> LedgerTime
  private let applying = DispatchQueue(label: "kontant.ledger.applying")
  private let saving = DispatchQueue(label: "kontant.ledger.saving")
  /// One batch is being written at a time, and one more may be ready for it.
  private let isSaved = DispatchSemaphore(value: 1)

  /// - Parameters:
  ///   - now: the ledger's time, for each batch.
  ///   - save: makes changes durable; when it returns they are.
  public init(
    ledger: sending BatchLedger<Crypto>, limits: QueueLimits,
    now: @escaping @Sendable () -> LedgerTime,
    save: @escaping @Sendable (BookChanges) throws -> Void
  ) {
    self.ledger = Mutex(ledger)
    self.limits = limits
    self.now = now
    self.save = save
  }

  /// Takes an upload in, or says at once why not.
  /// - Parameter answer: called once, on a queue of this type, after the upload's changes are durable.
  public func offer(_ upload: Packet, answer: @escaping Answer) throws(QueueError) {
    let mustStart = try state.withLock { (state) throws(QueueError) -> Bool in
      guard state.failure == nil else { throw .halted }
      guard state.waiting.count < limits.waiting else { throw .busy }
      state.waiting.append(Waiting(upload: upload, answer: answer))
      defer { state.isDraining = true }
      return !state.isDraining
    }
    if mustStart { applying.async { self.drain() } }
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

  /// What the ledger has booked so far, durable or about to be.
  public func read<Value: Sendable>(_ body: (Ledger<PrefetchedCrypto<Crypto>>) -> Value) -> Value {
    ledger.withLock { body($0.ledger) }
  }

  /// Why the queue has halted, as the store said it; nil while it serves.
  public var failure: (any Error)? { state.withLock(\.failure) }

  /// Where the time of all batches went, writing apart.
  public var times: BatchTimes { ledger.withLock(\.times) }

  private func drain() {
    while let batch = nextBatch() {
      let applied = Result { () throws(BatchError) in
        try ledger.withLock { (ledger) throws(BatchError) in
          try ledger.apply(batch.map(\.upload), time: now())
        }
      }
      isSaved.wait()
      saving.async { self.finish(batch, applied) }
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

  private func finish(
    _ batch: [Waiting], _ applied: Result<(results: [SyncResult], changes: BookChanges), BatchError>
  ) {
    defer { isSaved.signal() }
    do {
      if let failure { throw failure }
      let (results, changes) = try applied.get()
      try save(changes)
      for (waiting, result) in zip(batch, results) { waiting.answer(.success(result)) }
    } catch {
      halt(batch, error)
    }
  }

  /// What was applied after the failure is in memory only and is forgotten with it.
  private func halt(_ batch: [Waiting], _ error: any Error) {
    let left = state.withLock { state in
      state.failure = state.failure ?? error
      defer { state.waiting = [] }
      return state.waiting
    }
    ledger.withLock { $0.halt() }
    for waiting in batch + left { waiting.answer(.failure(.halted)) }
  }
}
