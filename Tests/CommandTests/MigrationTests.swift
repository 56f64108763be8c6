import Foundation
import GRDB
import LedgerStore
import Testing
import Wire

@Suite("A ledger of the first schema") struct MigrationTests {
  @Test("STO-9: says the same after its migration, and agrees with the log that begins then")
  func same() throws {
    let desk = try Desk.withOldLedger()
    try expectTheSame(desk)
    #expect(try desk.done("ledger", "fsck").contains("1 batches and 21 entries"))
    // What was settled then can be proved now.
    let proved = try desk.done("ledger", "prove", "cf8dbaae", "-o", "proof")
    let key = try #require(proved.split(separator: " ").last).trimmingCharacters(in: .newlines)
    #expect(try desk.done("ledger", "audit", "proof", "--key", key).contains("its body is 0206"))
  }

  @Test("STO-9: a migration that is killed is before or after", arguments: 1...6)
  func killed(round: UInt32) throws {
    let desk = try Desk.withOldLedger()
    for delay in [2_000, 9_000, 16_000, 30_000] as [UInt32] {
      try desk.kill("ledger", "status", afterMicroseconds: delay + round * 1_100)
      try expectWhole(desk)
      try desk.putOldLedger()
    }
    try expectTheSame(desk)
  }

  @Test("STO-9: a migration whose writes were torn anywhere is before or after")
  func torn() throws {
    let desk = try Desk.withOldLedger()
    let path = desk.path("kontant-home/ledger.sqlite").path
    let old = try desk.bytes("kontant-home/ledger.sqlite")
    let store = try LedgerStore(path: path, currency: try #require(CurrencyCode(numeric: 752)))
    // Not closed: what the migration wrote lies in SQLite's own log.
    let base = try desk.bytes("kontant-home/ledger.sqlite")
    let log = try desk.bytes("kontant-home/ledger.sqlite-wal")
    #expect(base.count == old.count && log.count > 20_000)
    let torn = try Desk.withOldLedger()
    for length in stride(from: 0, through: log.count, by: 2_060) {
      try torn.putOldLedger()
      try torn.write(base, to: "kontant-home/ledger.sqlite")
      try torn.write(Array(log.prefix(length)), to: "kontant-home/ledger.sqlite-wal")
      try expectWhole(torn)
    }
    try torn.write(base, to: "kontant-home/ledger.sqlite")
    try torn.write(log, to: "kontant-home/ledger.sqlite-wal")
    try expectTheSame(torn)
    withExtendedLifetime(store) {}
  }

  @Test("STO-8, STO-9: what cannot be opened is refused with a sentence, and left as it is")
  func refused() throws {
    let cases = [
      (
        "UPDATE meta SET value = 3 WHERE key = 'schema'", 1, "has schema 3 and this kontant knows 2"
      ),
      ("UPDATE meta SET value = 978 WHERE key = 'currency'", 65, "keeps currency 978"),
      ("UPDATE meta SET value = 0 WHERE key = 'schema'", 65, "holds half of a ledger's database"),
      ("DROP TABLE meta", 65, "is not a ledger's database"),
      ("UPDATE purses SET shadow = shadow + 1 WHERE shadow > 0", 65, "the books do not balance"),
      ("UPDATE purses SET certificate = X'00' WHERE advance > 0", 65, "a certificate"),
      ("UPDATE payments SET booking = 99", 65, "an unknown state"),
      ("UPDATE purses SET head = 7", 65, "a head of another kind"),
    ]
    let desk = try Desk.withOldLedger()
    for (sql, status, says) in cases {
      try desk.putOldLedger()
      try desk.alterLedger(sql)
      let answer = try desk.run("ledger", "status")
      #expect(answer.status == Int32(status), "\(sql): \(answer.error)")
      #expect(answer.errorLines.count == 1 && answer.error.contains(says), "\(answer.error)")
      #expect(try !tables(desk).contains("batches"))
    }
    try desk.putOldLedger()
    try desk.write([], to: "kontant-home/ledger.restoring")
    let answer = try desk.run("ledger", "status")
    #expect(answer.status == 65 && answer.error.contains("a restore of its ledger was broken off"))
  }

  private func expectTheSame(_ desk: Desk) throws {
    let wanted = [
      "issued": 500_000, "accounts": 465_000, "shadows": 44_000, "pool": -4_900, "held": 0,
      "loss": -4_100, "unexplained": 4_900, "accountCount": 5, "purseCount": 5,
      "suspendedCount": 1, "paymentCount": 8, "confirmedCount": 3, "proofCount": 1,
    ]
    for (key, value) in wanted { #expect(try desk.ledger(key) == value, "\(key)") }
    let history = try desk.object(try desk.done("ledger", "history", "--json"))
    let old = try desk.object(try Desk.fixture("history.json"))
    let found = try #require(history["transactions"] as? [NSDictionary])
    let kept = try #require(old["transactions"] as? [NSDictionary])
    #expect(kept.count == 18 && Array(found.prefix(18)) == kept)
    // And one transaction that moves nothing for each advance that stands: Dan's, Mallory's.
    #expect(found.count == 20)
    try desk.done("ledger", "fsck")
  }

  /// All of the old tables and none of the new, or the other way round; and it can be opened.
  private func expectWhole(_ desk: Desk) throws {
    let found = try tables(desk)
    #expect(found.contains("postings") != found.contains("batches"), "\(found.sorted())")
    #expect(try desk.run("ledger", "fsck").status == 0)
  }

  private func tables(_ desk: Desk) throws -> Set<String> {
    let queue = try DatabaseQueue(path: desk.path("kontant-home/ledger.sqlite").path)
    defer { try? queue.close() }
    return Set(
      try queue.read { db in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master") })
  }
}
