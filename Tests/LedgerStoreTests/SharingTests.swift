import Foundation
import LedgerEngine
import LedgerRecords
import PostgresLink
import PostgresStore
import Settlement
import Synchronization
import Testing
import Wire
import World

/// Several ledgers on one PostgreSQL database.
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct SharingTests {
  @Test("STO-20, STO-21: ledgers that share a store settle everything once", arguments: [2, 4])
  func together(ledgers: Int) throws {
    let market = try Market(people: 12)
    let store = try StoreKind.postgres.make(market.ledger.rules.currency)
    let conflicts = try market.open(on: store, ledgers: ledgers, rounds: 25)
    try market.close(store)
    #expect(market.payments > 50)
    // Else nothing was shown.
    #expect(conflicts > 0)
  }

  @Test(
    "STO-22: connections that end while batches are written cost nothing and count nothing twice")
  func brokenConnections() throws {
    let market = try Market(people: 12)
    let store = try StoreKind.postgres.make(market.ledger.rules.currency)
    let conninfo = try #require(store.conninfo)
    let isOver = Atomic(false)
    let breaker = Aside {
      var broken = 0
      while !isOver.load(ordering: .relaxed) {
        // One that has just ended by itself makes a warning, which counts as a lost connection.
        broken += (try? PostgresConnection(conninfo).run(Self.breakOne).count) ?? 0
        usleep(3_000)
      }
      return broken
    }
    _ = try market.open(on: store, ledgers: 3, rounds: 25)
    isOver.store(true, ordering: .relaxed)
    let broken = try breaker.value()
    try market.close(store)
    #expect(market.payments > 50)
    #expect(broken > 20)
  }

  /// Ends one connection of a ledger's, in the midst of whatever it does.
  static let breakOne = PostgresStatement(
    """
    SELECT pg_terminate_backend(pid)::int4::int8 FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
    ORDER BY random() LIMIT 1
    """)
}

extension Market {
  /// Ledgers of their own processes' kind serve all people at the same time.
  /// - Returns: how often a batch was begun again.
  func open(on store: StoreUnderTest, ledgers: Int, rounds: Int) throws -> Int {
    _ = try StoredLedger(ledger, on: store.storage)
    let asides = (0..<ledgers).map { number in
      Aside {
        var ledger = try StoredLedger(self.ledger, on: try store.reopen(), isFirst: false)
        var random = Seeded(seed: UInt64(number))
        // Each has its own people, so that nobody syncs twice at once; they pay everybody.
        let people = self.names.indices.filter { $0 % ledgers == number }
        for round in 0..<rounds {
          for _ in 0..<4 { self.pay(&random) }
          let some = people.shuffled(using: &random).prefix(2).map { self.names[$0] }
          try self.sync(some, load: round == 0 ? 20_000 : 50, with: &ledger)
        }
        return ledger.engine.conflicts
      }
    }
    return try asides.map { try $0.value() }.reduce(0, +)
  }

  /// Everybody syncs until nothing is left; then it all must add up.
  func close(_ store: StoreUnderTest) throws {
    var last = try StoredLedger(ledger, on: try store.reopen(), isFirst: false)
    try syncAll(with: &last)
    try expectSettled(store)
  }
}
