import Foundation
import PostgresLink
import PrivatePostgres
import Testing

@Suite(
  "A check of a ledger on a server",
  .enabled(
    if: PostgresServer.isPossible || ProcessInfo.processInfo.environment["CI"] == "true",
    "SKIPPED: needs Debian's package postgresql"))
struct ServerCheckTests {
  @Test("STO-14: whatever is altered in a table is found")
  func altered() throws {
    let server = try PostgresServer()
    let administrator = try PostgresConnection(server.conninfo())
    try administrator.execute(script: "CREATE DATABASE ledger")
    let desk = try desk(server.conninfo(database: "ledger"))
    #expect(try desk.run("ledger", "fsck").status == 0)
    try administrator.execute(script: "CREATE DATABASE pristine TEMPLATE ledger")
    for change in Self.changes {
      try administrator.execute(script: "DROP DATABASE ledger WITH (FORCE)")
      try administrator.execute(script: "CREATE DATABASE ledger TEMPLATE pristine")
      let connection = try PostgresConnection(server.conninfo(database: "ledger"))
      // A change that changes nothing shows nothing.
      try connection.execute(script: Self.mustChange(change))
      let answer = try desk.run("ledger", "fsck")
      #expect(answer.status == 65, "\(change): \(answer.error)")
      #expect(!answer.error.contains("Fatal"), "\(change)")
    }
    try administrator.execute(script: "DROP DATABASE ledger WITH (FORCE)")
    try administrator.execute(script: "CREATE DATABASE ledger TEMPLATE pristine")
    #expect(try desk.run("ledger", "fsck").status == 0)
  }

  /// A home where something lies in every table but that of proofs.
  private func desk(_ database: String) throws -> Desk {
    let desk = try Desk()
    try desk.done("init", "--unsafe-file-keys", "--currency", "SEK", "--database", database)
    for name in ["Alice", "Bob", "Carol"] {
      try desk.done("account", "open", name, "--issue", "1000")
      try desk.done("card", "issue", name, "--pin", "1234")
      try desk.done("load", name, "500")
    }
    try desk.pay("Alice", "Bob", 80, "closed")
    for name in ["Alice", "Bob", "Alice", "Bob"] { try desk.done("sync", name) }
    try desk.pay("Alice", "Bob", 30, "open")
    try desk.done("sync", "Bob")
    try desk.done("request", "Carol", "20", "-o", "request")
    try desk.done("pay", "Bob", "request", "--pin", "1234", "-o", "refused")
    try desk.done("refuse", "Carol", "refused", "-o", "refusal")
    try desk.done("sync", "Carol")
    return desk
  }

  private static func mustChange(_ change: String) -> String {
    guard !change.hasPrefix("DROP") else { return change }
    return """
      DO $$ DECLARE n int; BEGIN \(change); GET DIAGNOSTICS n = ROW_COUNT;
      IF n = 0 THEN RAISE EXCEPTION 'nothing was altered'; END IF; END $$
      """
  }

  private static let changes =
    [
      "UPDATE accounts SET balance = balance + 1 WHERE name = 'Bob'",
      "UPDATE accounts SET name = 'Bert' WHERE name = 'Bob'",
      "UPDATE accounts SET version = 1::int8 << 62 WHERE name = 'Bob'",
      "DELETE FROM accounts WHERE name = 'Bob'",
      "INSERT INTO accounts VALUES ('Eve', 0, 0)",
      "UPDATE purses SET serial = serial + 1 WHERE account = 'Bob'",
      "UPDATE purses SET account = 'Alice' WHERE account = 'Bob'",
      "UPDATE purses SET shadow = shadow + 1 WHERE account = 'Bob'",
      "UPDATE purses SET advance = advance + 1 WHERE account = 'Bob'",
      "UPDATE purses SET unexplained = unexplained + 1 WHERE account = 'Bob'",
      "UPDATE purses SET since = since + 1 WHERE account = 'Bob'",
      "UPDATE purses SET refuses = NOT refuses WHERE account = 'Carol'",
      "UPDATE purses SET version = 1::int8 << 62 WHERE account = 'Bob'",
      "UPDATE purses SET record = set_byte(record, 5, get_byte(record, 5) # 1)",
      "DELETE FROM purses WHERE account = 'Bob'",
      "UPDATE payments SET payer = payer + 1",
      "UPDATE payments SET sequence = sequence + 1",
      "UPDATE payments SET digest = set_byte(digest, 9, get_byte(digest, 9) # 1)",
      "UPDATE payments SET key = key + 1",
      "UPDATE payments SET request = request + 1 WHERE request IS NOT NULL",
      "UPDATE payments SET waiting = NOT waiting",
      "UPDATE payments SET version = -1",
      "UPDATE payments SET record = set_byte(record, 40, get_byte(record, 40) # 1)",
      "DELETE FROM payments",
      "UPDATE refusals SET payee = payee + 1",
      "UPDATE refusals SET subject = set_byte(subject, 9, get_byte(subject, 9) # 1)",
      "UPDATE refusals SET by_request = NOT by_request",
      "UPDATE refusals SET record = set_byte(record, 4, get_byte(record, 4) # 1)",
      "DELETE FROM refusals",
      "UPDATE batches SET id = id + 1 WHERE entry = 0",
      "UPDATE batches SET entries = entries + 1 WHERE entry = 0",
      "UPDATE batches SET entry = entry + 1000 WHERE entry = 0",
      "UPDATE batches SET digest = set_byte(digest, 9, get_byte(digest, 9) # 1) WHERE entry = 0",
      "UPDATE batches SET record = set_byte(record, 40, get_byte(record, 40) # 1)",
      "DELETE FROM batches WHERE entry = (SELECT max(entry) FROM batches)",
      "UPDATE closed_keys SET key = key + 1",
      "UPDATE closed_keys SET batch = batch + 1",
      "UPDATE closed_keys SET era = era + 1",
      "DELETE FROM closed_keys",
      "INSERT INTO closed_keys SELECT era, key + 1, batch FROM closed_keys",
      "DELETE FROM eras",
      "UPDATE totals SET issued = issued + 1",
      "UPDATE totals SET pool = pool - 1",
      "UPDATE totals SET settled = settled + 1",
      "UPDATE totals SET checks = checks + 1",
      "UPDATE totals SET transit = transit + 1",
      "UPDATE log_end SET next = next + 1",
      "UPDATE meta SET value = value + 1 WHERE key = 'era'",
      "UPDATE meta SET value = 0 WHERE key = 'schema'",
      "DROP INDEX payments_key",
    ]
}
