import LedgerRecords
import PostgresLink
import PrivatePostgres
import Settlement
import Testing
import Wire

@testable import PostgresStore

/// The index of what is closed lies in eras, which are merged as they grow in number (STO-7).
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct EraTests {
  @Test("STO-7: eight eras of a size become one of the next; the one written to stays")
  func plan() {
    #expect(EraMerge(of: Array(0...7), current: 7) == nil)
    let first = EraMerge(of: Array(0...8), current: 8)
    #expect(first?.sources == Array(0...7))
    #expect(first?.target == 1 << 40)
    // Broken off, and many more have come: the same one first.
    #expect(EraMerge(of: Array(0...30) + [1 << 40], current: 30) == first)
    let merged = (0..<8).map { Int64(1) << 40 | ($0 * 8) }
    let second = EraMerge(of: merged + [64], current: 64)
    #expect(second?.sources == merged)
    #expect(second?.target == 2 << 40)
  }

  @Test("STO-7: few eras are left of any number of them")
  func few() {
    var (eras, largest): (Set<Int64>, Int) = ([0], 0)
    for current in Int64(1)...5_000 {
      eras.insert(current)
      while let merge = EraMerge(of: Array(eras), current: current) {
        eras.subtract(merge.sources)
        #expect(eras.insert(merge.target).inserted)
      }
      largest = max(largest, eras.count)
    }
    // Seven of each of four sizes, and the one written to.
    #expect(largest == 29)
  }

  @Test("STO-7: slices hold every key once", arguments: [1, 4_000_000, 7])
  func slices(eraKeys: Int) throws {
    let merge = try #require(EraMerge(of: Array(0...8), current: 8))
    let slices = merge.slices(eraKeys: eraKeys)
    #expect(slices.count == max(1, eraKeys * 8 / 20_000))
    #expect(slices.first?.lowerBound == .min)
    #expect(slices.last?.upperBound == .max)
    for (one, next) in zip(slices, slices.dropFirst()) {
      #expect(one.upperBound + 1 == next.lowerBound)
    }
  }

  @Test("STO-7, STO-20: ledgers that merge while they settle lose no key, and find what is closed")
  func together() throws {
    let market = try Market(people: 12)
    let store = try StoreUnderTest.postgres(market.ledger.rules.currency, eraKeys: 1)
    _ = try market.open(on: store, ledgers: 3, rounds: 25)
    try market.close(store)
    let last = try #require(try store.reopen() as? PostgresStore)
    _ = try last.mergeEras()
    let connection = try PostgresConnection(try #require(store.conninfo))
    let eras = try numbers(connection, "SELECT era FROM eras")
    // Else nothing was shown.
    #expect(try numbers(connection, "SELECT value FROM meta WHERE key = 'era'")[0] > 20)
    #expect(eras.contains { $0 >= 1 << 40 })
    #expect(eras.count <= 15)
    try expectKeys(last, connection)
  }

  @Test("STO-7: a merge that is broken off anywhere is gone on with, and nothing is lost meanwhile")
  func brokenOff() throws {
    let market = try Market(people: 8)
    let store = try StoreUnderTest.postgres(market.ledger.rules.currency)
    let postgres = try #require(store.storage as? PostgresStore)
    let connection = try PostgresConnection(try #require(store.conninfo))
    // Nine eras, and no ledger has merged any.
    _ = try market.open(on: store, ledgers: 2, rounds: 12)
    try connection.execute(
      script: """
        UPDATE closed_keys SET era = abs(key) % 9;
        INSERT INTO eras SELECT generate_series(1, 9); UPDATE meta SET value = 9 WHERE key = 'era';
        """)
    let merge = try #require(EraMerge(of: Array(0...9), current: 9))
    let slices = merge.slices(eraKeys: 20_000)
    try connection.execute(script: "INSERT INTO eras VALUES (\(merge.target))")
    for slice in slices.prefix(3) {
      var parameters = PostgresParameters()
      parameters.append(array: merge.sources)
      parameters.append(merge.target)
      parameters.append(slice.lowerBound)
      parameters.append(slice.upperBound)
      #expect(try connection.run(EraMerge.moveSlice, parameters).integer(0, 0) == 1)
      try expectKeys(postgres, connection)
    }
    let moved: StaticString = "SELECT count(*) FROM closed_keys WHERE era = 1::int8 << 40"
    #expect(try numbers(connection, moved)[0] > 0)
    #expect(try postgres.mergeEras() == 1)
    #expect(try numbers(connection, "SELECT era FROM eras ORDER BY era") == [8, 9, merge.target])
    try expectKeys(postgres, connection)
  }

  @Test("STO-7: keys of a batch that is still being written are not lost by a merge")
  func underWay() throws {
    let market = try Market(people: 2)
    let store = try StoreUnderTest.postgres(market.ledger.rules.currency)
    let conninfo = try #require(store.conninfo)
    let connection = try PostgresConnection(conninfo)
    try connection.execute(script: "BEGIN")
    _ = try connection.run(CommitStatements.insertClosed, keys([5, 6], batch: 1))
    try PostgresConnection(conninfo).execute(
      script: """
        INSERT INTO eras SELECT generate_series(1, 8); UPDATE meta SET value = 8 WHERE key = 'era';
        """)
    let merging = Aside { try PostgresStore.merging(conninfo) }
    // Its end waits for the writer, or somebody else has the first era: then it is left to later.
    let watcher = try PostgresConnection(conninfo)
    try connection.execute(script: "COMMIT")
    _ = try merging.value()
    _ = try PostgresStore.merging(conninfo)
    #expect(try numbers(watcher, "SELECT era FROM closed_keys ORDER BY key") == [1 << 40, 1 << 40])
  }

  @Test("STO-7: a batch for an era that is gone is begun again")
  func gone() throws {
    let market = try Market(people: 2)
    let store = try StoreUnderTest.postgres(market.ledger.rules.currency)
    let connection = try PostgresConnection(try #require(store.conninfo))
    try connection.execute(script: "DELETE FROM eras")
    let error = #expect(throws: PostgresError.self) {
      try connection.run(CommitStatements.insertClosed, keys([5], batch: 1))
    }
    #expect(try LedgerStoreError(#require(error)) == .conflict)
  }

  @Test("STO-9: tables of schema 1 are brought up, and what is closed is found there")
  func upgrade() throws {
    let market = try Market(people: 6)
    let store = try StoreUnderTest.postgres(market.ledger.rules.currency)
    let connection = try PostgresConnection(try #require(store.conninfo))
    _ = try market.open(on: store, ledgers: 1, rounds: 8)
    try connection.execute(
      script: """
        DROP TABLE eras; ALTER TABLE closed_keys RENAME TO closed;
        ALTER INDEX closed_keys_pkey RENAME TO closed_pkey; UPDATE meta SET value = 1 WHERE key = 'schema';
        ALTER TABLE totals DROP COLUMN transit; UPDATE meta SET value = 2 WHERE key = 'era';
        """)
    let asides = (0..<4).map { _ in Aside { _ = try store.reopen() } }
    for aside in asides { try aside.value() }
    #expect(try numbers(connection, "SELECT era FROM eras ORDER BY era") == [0, 1, 2])
    try expectKeys(try #require(try store.reopen() as? PostgresStore), connection)
    try market.close(store)
  }

  /// Every key of every batch lies in an era that is asked, and leads to its batch.
  private func expectKeys(_ store: PostgresStore, _ connection: PostgresConnection) throws {
    var wanted = 0
    var missing = 0
    try store.batches(fromEntry: 0) { batch in
      for key in try batch.changes().archiveKeys {
        wanted += 1
        var isFound = false
        try store.archive.visit(key) { changes in
          isFound = isFound || changes.batch == batch.number
          return !isFound
        }
        if !isFound { missing += 1 }
      }
      return true
    }
    #expect(wanted > 0)
    #expect(missing == 0)
    #expect(try numbers(connection, "SELECT count(*) FROM closed_keys") == [Int64(wanted)])
  }

  private func keys(_ keys: [Int64], batch: Int64) -> PostgresParameters {
    var parameters = PostgresParameters()
    parameters.append(array: keys)
    parameters.append(batch)
    return parameters
  }

  private func numbers(_ connection: PostgresConnection, _ query: StaticString) throws -> [Int64] {
    let rows = try connection.run(PostgresStatement(query))
    return try (0..<rows.count).map { try rows.integer($0, 0) }
  }
}

extension PostgresStore {
  /// Another ledger's store, which merges.
  fileprivate static func merging(_ conninfo: String) throws -> Int {
    let currency = try #require(CurrencyCode(numeric: 752))
    return try PostgresStore(conninfo, currency: currency, process: 7).mergeEras()
  }
}
