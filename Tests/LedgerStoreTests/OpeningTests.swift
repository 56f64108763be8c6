import LedgerRecords
import PostgresLink
import PrivatePostgres
import Settlement
import Testing
import Wire

@testable import PostgresStore

/// What is no ledger's database, or would not keep what it is given, is refused at once (STO-8).
@Suite(.enabled(if: ServerRoom.isWanted, "SKIPPED: needs Debian's package postgresql"))
struct OpeningTests {
  let conninfo: String
  let connection: PostgresConnection

  init() throws {
    conninfo = try ServerRoom.database()
    connection = try PostgresConnection(conninfo)
  }

  @discardableResult
  private func open(_ conninfo: String? = nil, numeric: UInt16 = 752) throws -> PostgresStore {
    let currency = try #require(CurrencyCode(numeric: numeric))
    return try PostgresStore(
      conninfo ?? self.conninfo, currency: currency, process: 1,
      patience: .init(awayMilliseconds: 100))
  }

  @Test("STO-8: a database of another currency is refused")
  func otherCurrency() throws {
    try open()
    #expect(throws: LedgerStoreError.otherCurrency(found: 752, expected: 978)) {
      try open(numeric: 978)
    }
    try open()
  }

  @Test("STO-8: a newer schema is refused")
  func newerSchema() throws {
    try open()
    try connection.execute(script: "UPDATE meta SET value = 9 WHERE key = 'schema'")
    #expect(throws: LedgerStoreError.newerSchema(found: 9, known: 2)) { try open() }
  }

  @Test("STO-8: a database with other tables is left alone")
  func notALedger() throws {
    try connection.execute(script: "CREATE TABLE songs (title text)")
    let error = #expect(throws: LedgerStoreError.self) { try open() }
    guard case .notALedger = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let tables = PostgresStatement(
      "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
    #expect(try connection.run(tables).integer(0, 0) == 1)
  }

  @Test("STO-8: half of a database is refused")
  func half() throws {
    try open()
    try connection.execute(script: "DELETE FROM meta WHERE key = 'currency'")
    #expect(throws: LedgerStoreError.notALedger("the database")) { try open() }
  }

  @Test("Many that open an empty database at once all find one ledger")
  func atOnce() throws {
    let asides = (0..<6).map { _ in Aside { _ = try open() } }
    for aside in asides { try aside.value() }
    let rows = PostgresStatement("SELECT count(*) FROM meta")
    #expect(try connection.run(rows).integer(0, 0) == 3)
  }

  @Test(
    "A server that would not keep what it has confirmed is refused",
    arguments: ["fsync", "full_page_writes", "synchronous_commit"])
  func notDurable(setting: String) throws {
    let server = try PostgresServer(settings: [setting: "off"])
    #expect(throws: LedgerStoreError.notDurable("\(setting) = off")) {
      try open(server.conninfo())
    }
  }

  @Test("A server that is not there is unavailable")
  func away() throws {
    let error = #expect(throws: LedgerStoreError.self) { try open("host=127.0.0.1 port=1") }
    guard case .unavailable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
