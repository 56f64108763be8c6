import LedgerRecords
import PostgresLink
import PrivatePostgres
import Settlement
import Testing
import Wire

@testable import PostgresStore

/// A check of the store on a server finds what the log cannot know of (STO-14).
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct ServerCheckTests {
  @Test("STO-14: what was altered beside the records, or in the index of what is closed, is found")
  func altered() throws {
    let market = try Market(people: 8)
    let store = try StoreUnderTest.postgres(market.ledger.rules.currency, eraKeys: 20)
    _ = try market.open(on: store, ledgers: 2, rounds: 6)
    let last = try #require(try store.reopen() as? PostgresStore)
    let connection = try PostgresConnection(try #require(store.conninfo))
    #expect(try last.check() == [])
    for (alteration, says) in Self.alterations {
      for table in Self.tables {
        try connection.execute(script: "CREATE TABLE kept_\(table) AS SELECT * FROM \(table)")
      }
      try connection.execute(script: alteration)
      let found = try last.check()
      #expect(found.contains { $0.contains(says) }, "\(alteration): \(found)")
      for table in Self.tables {
        try connection.execute(
          script: """
            DELETE FROM \(table); INSERT INTO \(table) SELECT * FROM kept_\(table);
            DROP TABLE kept_\(table)
            """)
      }
      #expect(try last.check() == [], "\(alteration)")
    }
  }

  private static let tables = ["purses", "payments", "closed_keys", "eras", "meta"]

  private static let alterations = [
    ("DELETE FROM closed_keys WHERE key = (SELECT min(key) FROM closed_keys)", "is not found by"),
    (
      "UPDATE closed_keys SET key = key + 1 WHERE key = (SELECT max(key) FROM closed_keys)",
      "is not found by"
    ),
    (
      "UPDATE closed_keys SET era = era + 100 WHERE key = (SELECT max(key) FROM closed_keys)",
      "is not listed"
    ),
    (
      "UPDATE closed_keys SET batch = batch + 1 WHERE key = (SELECT min(key) FROM closed_keys)",
      "is not found"
    ),
    ("DELETE FROM eras WHERE era IN (SELECT era FROM closed_keys)", "is not listed"),
    ("UPDATE meta SET value = value + 1 WHERE key = 'era'", "the one written to"),
    (
      "UPDATE purses SET serial = serial + 5000 WHERE serial = (SELECT min(serial) FROM purses)",
      "purse"
    ),
    ("UPDATE purses SET account = account || 'x'", "the columns of purse"),
    ("UPDATE purses SET shadow = shadow + 1", "the columns of purse"),
    ("UPDATE purses SET advance = advance + 1", "the columns of purse"),
    ("UPDATE purses SET unexplained = unexplained + 1", "the columns of purse"),
    ("UPDATE purses SET since = since + 1", "the columns of purse"),
    ("UPDATE payments SET key = key + 1", "the columns of payment"),
    (
      "UPDATE payments SET request = CASE WHEN request IS NULL THEN 1 END", "the columns of payment"
    ),
    ("UPDATE payments SET waiting = NOT waiting", "the columns of payment"),
    ("UPDATE payments SET sequence = sequence + 1000000", "the columns of payment"),
  ]

  @Test("STO-14: a purse that is said to refuse nothing, but has, is found")
  func refuses() throws {
    let market = try Market(people: 4)
    let store = try StoreUnderTest.postgres(market.ledger.rules.currency)
    _ = try market.open(on: store, ledgers: 1, rounds: 2)
    let last = try #require(try store.reopen() as? PostgresStore)
    let connection = try PostgresConnection(try #require(store.conninfo))
    try connection.execute(
      script: "INSERT INTO refusals SELECT min(serial), '', false, '' FROM purses")
    #expect(try last.check().count == 1)
    try connection.execute(
      script: "UPDATE purses SET refuses = (serial = (SELECT payee FROM refusals))")
    #expect(try last.check() == [])
  }
}
