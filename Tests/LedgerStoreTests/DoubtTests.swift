import Foundation
import LedgerRecords
import PostgresLink
import PrivatePostgres
import Settlement
import Testing
import Wire
import World

@testable import PostgresStore

/// A connection is lost while a batch is written (STO-22).
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct DoubtTests {
  let conninfo: String
  let store: PostgresStore
  let connection: PostgresConnection

  init() throws {
    conninfo = try ServerRoom.database()
    store = try PostgresStore(conninfo, currency: Self.currency, process: 1_000)
    connection = try PostgresConnection(conninfo)
  }

  static let currency = CurrencyCode(numeric: 752) ?? { preconditionFailure("SEK is a code") }()

  @Test("STO-22: a batch that is not there is given up for good")
  func notThere() throws {
    #expect(try !store.wasCommitted(BatchNumber(7), process: 1_000, "test"))
    #expect(try !store.wasCommitted(BatchNumber(7), process: 1_000, "test"))
    // Should it still be under way somewhere, it fails.
    #expect(throws: PostgresError.uniqueViolation(constraint: "batches_pkey")) {
      try connection.execute(script: Self.insert)
    }
    #expect(try store.batch(BatchNumber(7)) == nil)
    #expect(try store.entryCount() == 0)
  }

  @Test("STO-22: a batch that is there was committed")
  func there() throws {
    try connection.execute(script: Self.insert)
    #expect(try store.wasCommitted(BatchNumber(7), process: 1_000, "test"))
  }

  @Test("STO-22: a batch that is still being written is waited for", arguments: [true, false])
  func underWay(isCommitted: Bool) throws {
    try connection.execute(script: "BEGIN; " + Self.insert)
    let asking = Aside { try store.wasCommitted(BatchNumber(7), process: 1_000, "test") }
    let watcher = try PostgresConnection(conninfo)
    for _ in 0..<1_000 {
      if try watcher.run(Self.waiting).integer(0, 0) > 0 { break }
      usleep(5_000)
    }
    #expect(try watcher.run(Self.waiting).integer(0, 0) > 0)
    try connection.execute(script: isCommitted ? "COMMIT" : "ROLLBACK")
    #expect(try asking.value() == isCommitted)
  }

  @Test("STO-22: where the server says that nobody knows, it is asked, and nothing is booked twice")
  func unknown() throws {
    // The first record to be written; numbers of a sequence outlive what is undone.
    try connection.execute(
      script: """
        CREATE SEQUENCE tries;
        CREATE FUNCTION doubt() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          IF nextval('tries') = 1 THEN
            RAISE EXCEPTION 'result is ambiguous' USING ERRCODE = '40003';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER doubt BEFORE INSERT ON batches FOR EACH ROW EXECUTE FUNCTION doubt()
        """)
    let book = try Market(people: 1).ledger.book
    let doubtful = BookChanges(book, batch: try store.open().batch)
    #expect(throws: LedgerStoreError.conflict) { try store.commit(doubtful) }
    // It was given up by its number, so it never will be booked.
    #expect(try connection.run(Self.givenUp).integer(0, 0) == 1)
    #expect(try store.entryCount() == 0)
    try store.commit(BookChanges(book, batch: try store.open().batch))
    #expect(try store.snapshot().accounts.rows.count == book.accounts.rows.count)
  }

  @Test("STO-22: when the server stays away it is said that nobody knows")
  func away() throws {
    let server = try PostgresServer()
    let store = try PostgresStore(
      server.conninfo(), currency: Self.currency, process: 1,
      patience: .init(awayMilliseconds: 50))
    try server.stop()
    #expect(throws: LedgerStoreError.uncertain("test")) {
      try store.wasCommitted(BatchNumber(7), process: 1, "test")
    }
  }

  private static let givenUp = PostgresStatement(
    "SELECT count(*) FROM batches WHERE length(record) = 0")

  private static let insert = """
    INSERT INTO batches (id, clock, entries, digest, record) VALUES (7, 1, 1, '', 'x')
    """

  private static let waiting = PostgresStatement(
    """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
    """)
}
