import Foundation
import LedgerEngine
import LedgerRecords
import Settlement
import Synchronization
import Testing
import Wire
import World

/// A queue in front of either store: batches are read and verified ahead while others are written.
@Suite struct StoreQueueTests {
  @Test(
    "LED-80, STO-20: batches under way at once end as they should", arguments: StoreKind.possible)
  func queue(kind: StoreKind) throws {
    let market = try Market(people: 12)
    let store = try kind.make(market.ledger.rules.currency)
    let queue = try makeQueue(market, store)
    var random = Seeded(seed: 5)
    for round in 0..<15 {
      for _ in 0..<6 { market.pay(&random) }
      try market.sync(load: round == 0 ? 20_000 : 50, through: queue)
    }
    for _ in 0..<4 { try market.sync(load: 0, through: queue) }
    #expect(market.payments > 30)
    try market.expectSettled(store)
  }

  /// Small batches, so that many are under way.
  private func makeQueue(
    _ market: Market, _ store: StoreUnderTest
  ) throws -> LedgerQueue<ModelLedgerCrypto> {
    let ledger = try StoredLedger(market.ledger, on: store.storage)
    let time = market.time
    return LedgerQueue(
      ledger: ledger.engine, storage: store.storage, limits: QueueLimits(batch: 3, waiting: 64),
      now: { time })
  }
}

extension Market {
  /// Everybody's sync at once.
  func sync(load: UInt64, through queue: LedgerQueue<ModelLedgerCrypto>) throws {
    let uploads = uploads(names, load: load)
    let answers = Mutex<[String: Result<SyncResult, QueueError>]>([:])
    let isAnswered = DispatchSemaphore(value: 0)
    for (name, packet) in uploads {
      try queue.offer(packet) { result in
        answers.withLock { $0[name] = result }
        isAnswered.signal()
      }
    }
    for _ in uploads { isAnswered.wait() }
    for (name, answer) in answers.withLock({ $0 }) {
      try apply(try answer.get().get().grant, to: name)
    }
  }
}
