import Dispatch
import LedgerEngine
import LedgerRecords
import PostgresLink
import Settlement
import Synchronization
import Testing
import Wire
import World

/// A server whose disk is full, or that takes no changes.
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct FullServerTests {
  @Test(
    "STO-10: a server without room or rights books nothing and is told as away; with them it goes on",
    arguments: ["53100", "25006"])
  func full(state: String) throws {
    let market = try Market(people: 4)
    let store = try StoreKind.postgres.make(market.ledger.rules.currency)
    let ledger = try StoredLedger(market.ledger, on: store.storage)
    let time = market.time
    let queue = LedgerQueue(ledger: ledger.engine, storage: store.storage, now: { time })
    try market.sync(load: 20_000, through: queue)
    var random = Seeded(seed: 7)
    for _ in 0..<6 { market.pay(&random) }
    let before = try store.rows()
    let connection = try PostgresConnection(try #require(store.conninfo))
    // As the server says it, at the last statement of a batch.
    try connection.execute(
      script: """
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          RAISE EXCEPTION 'no room here' USING ERRCODE = '\(state)';
        END $$;
        CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON totals
          FOR EACH ROW EXECUTE FUNCTION full_disk()
        """)
    for (_, packet) in market.uploads(market.names, load: 0) {
      #expect(try Self.answer(to: packet, by: queue) == .unavailable)
    }
    #expect(queue.failure == nil && queue.statistics.unavailable == 4)
    let after = try store.rows()
    #expect(after.purses.rows == before.purses.rows && after.totals == before.totals)
    #expect(after.accounts.rows == before.accounts.rows)
    try connection.execute(script: "DROP TRIGGER full_disk ON totals")
    for _ in 0..<4 { try market.sync(load: 0, through: queue) }
    try market.expectSettled(store)
  }

  /// Why there was no answer.
  private static func answer(
    to upload: Packet, by queue: LedgerQueue<ModelLedgerCrypto>
  ) throws -> QueueError? {
    let kept = Mutex<QueueError?>(nil)
    let isAnswered = DispatchSemaphore(value: 0)
    try queue.offer(upload) { result in
      if case .failure(let error) = result { kept.withLock { $0 = error } }
      isAnswered.signal()
    }
    isAnswered.wait()
    return kept.withLock { $0 }
  }
}
