import Crypto
import Foundation
import GRDB
import LedgerRecords
import Settlement
import Testing
import World

@Suite("A check of a ledger against its log") struct CheckTests {
  @Test("STO-12, STO-14: a real town's ledger is clean, whenever its tables were written")
  func clean() throws {
    for batches in [1, 7, 1_000] {
      let folder = try Folder()
      do {
        let vault = try Vault(checkpointEvery: batches, in: folder)
        try Town.issue(vault)
        try Town.settle(vault, rounds: 1)
        try Town.quarrel(vault)
        let book = vault.stage.bank.ledger.book
        // Something of every kind is there, or the check would have nothing to look at.
        #expect(!book.proofs.rows.isEmpty && !book.refusals.rows.isEmpty)
        #expect(!book.payments.rows.isEmpty && !book.accounts.rows.isEmpty)
      }
      #expect(try Vault.check(folder) == [])
      // Checking changes nothing.
      #expect(try Vault.check(folder) == [])
    }
  }

  @Test("STO-14: whatever is altered in a table through SQL is found", arguments: Self.changes)
  func aimed(_ change: String) throws {
    let folder = try Folder(try Town.files.get())
    let count = try alter(folder, change)
    #expect(count > 0, "there is nothing to alter: \(change)")
    #expect(try !Vault.check(folder).isEmpty)
  }

  @Test("STO-2, STO-14: a record altered together with its digest is known by the log alone")
  func recordAndDigest() throws {
    let files = try Town.files.get()
    for number in [1, 9, 20] {
      let folder = try Folder(files)
      let queue = try DatabaseQueue(path: folder.path("ledger.sqlite"))
      try queue.write { db in
        let row = try Row.fetchOne(
          db, sql: "SELECT record FROM batches WHERE number = ?", arguments: [number])
        let record = [UInt8](try #require(row?["record"] as Data?))
        let changed = try #require(Self.fitting(record))
        try db.execute(
          sql: "UPDATE batches SET record = ?, digest = ? WHERE number = ?",
          arguments: [Data(changed), Data(Self.hash(changed)), number])
      }
      try queue.close()
      let found = try Vault.check(folder)
      #expect(found.contains("batch \(number) is not the one that the log has"))
    }
  }

  @Test("STO-13, STO-14: a batch taken from the end is missed, and two exchanged are known")
  func moved() throws {
    let folder = try Folder(try Town.files.get())
    _ = try alter(folder, "DELETE FROM batches WHERE number = (SELECT max(number) FROM batches)")
    #expect(try !Vault.check(folder).isEmpty)
    let other = try Folder(try Town.files.get())
    _ = try alter(
      other,
      """
      UPDATE batches SET
        record = (SELECT record FROM batches b WHERE b.number = 13 - batches.number),
        digest = (SELECT digest FROM batches b WHERE b.number = 13 - batches.number)
      WHERE number IN (6, 7)
      """)
    #expect(try Vault.check(other).contains { $0.contains("its own number") })
  }

  @Test("STO-13: a ledger whose tables and batches were set back behind the log is refused")
  func setBack() throws {
    let folder = try Folder()
    let vault = try Vault(checkpointEvery: 1_000, in: folder)
    try Town.issue(vault)
    try Town.settle(vault, rounds: 1)
    let early = try folder.files().filter { !$0.key.hasPrefix("log/") }
    try vault.sync("P0")
    let copy = try Folder(try folder.files())
    for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] { copy.remove(name) }
    try copy.write(early)
    #expect(try Vault.check(copy).contains { $0.contains("a newer ledger is somewhere") })
  }

  /// Each alters what some row says, and nothing else.
  static let changes =
    [
      "UPDATE accounts SET balance = balance + 1 WHERE name = 'P2'",
      "UPDATE accounts SET balance = balance + (CASE name WHEN 'P2' THEN 1 ELSE -1 END)"
        + " WHERE name IN ('P2', 'P3')",
      "UPDATE accounts SET name = 'P8' WHERE name = 'P2'",
      "DELETE FROM accounts WHERE name = 'P2'",
      "INSERT INTO accounts VALUES ('P9', 0)",
      "UPDATE purses SET serial = 99 WHERE serial = 3",
      "DELETE FROM purses WHERE serial = 3",
      "DELETE FROM payments WHERE digest = (SELECT digest FROM payments LIMIT 1)",
      "DELETE FROM refusals",
      "UPDATE refusals SET by_request = 1 - by_request",
      "DELETE FROM proofs",
      "UPDATE batches SET entry = entry + 1000 WHERE number = 5",
      "UPDATE batches SET entry = -1 WHERE number = 5",
      "UPDATE batches SET number = -5 WHERE number = 5",
      "DELETE FROM batches WHERE number = 5",
      "UPDATE runs SET run = run + 1000",
      "DELETE FROM pages WHERE run = (SELECT max(run) FROM pages)",
      "UPDATE pages SET first = first + 1 WHERE run = (SELECT max(run) FROM pages)",
      "UPDATE pages SET pairs = substr(pairs, 1, length(pairs) - 16)",
      "UPDATE pages SET pairs = pairs || substr(pairs, 1, 16)",
      "UPDATE meta SET value = -1 WHERE key = 'checkpoint'",
      "UPDATE meta SET value = 'much' WHERE key = 'pool'",
      "DROP INDEX batches_by_entry",
      "UPDATE accounts SET balance = 'much' WHERE name = 'P2'",
      "UPDATE purses SET row = 7 WHERE serial = 3",
      "UPDATE batches SET digest = 1.5 WHERE number = 5",
    ]
    + [
      "pool", "issued", "held", "loss", "transactions", "proofs", "checks", "payments-0",
      "payments-4", "entries", "checkpoint", "schema", "currency",
    ].map { "UPDATE meta SET value = value + 1 WHERE key = '\($0)'" }
    + [
      ("purses", "row"), ("payments", "row"), ("refusals", "row"), ("proofs", "row"),
      ("batches", "record"), ("batches", "digest"), ("pages", "pairs"), ("payments", "digest"),
      ("refusals", "subject"),
    ].flatMap { table, column in
      [1, 9, 24, 32].map { "\(table).\(column) at \($0)" }
    }

  /// Runs a statement, or changes one byte of one row's column.
  private func alter(_ folder: Folder, _ change: String) throws -> Int {
    let queue = try DatabaseQueue(path: folder.path("ledger.sqlite"))
    defer { try? queue.close() }
    return try queue.write { db in
      guard let (table, column, place) = Self.aim(change) else {
        try db.execute(sql: change)
        return change.hasPrefix("DROP") ? 1 : db.changesCount
      }
      let row = try Row.fetchOne(
        db, sql: "SELECT \(column) AS bytes FROM \(table) ORDER BY \(column) DESC LIMIT 1")
      let bytes = try #require(row?["bytes"] as Data?)
      var changed = bytes
      changed[(place - 1) % changed.count] ^= 1
      try db.execute(
        sql: "UPDATE \(table) SET \(column) = ? WHERE \(column) = ?", arguments: [changed, bytes])
      return db.changesCount
    }
  }

  private static func aim(_ change: String) -> (String, String, Int)? {
    let parts = change.split(separator: " at ")
    guard parts.count == 2, let place = Int(parts[1]) else { return nil }
    let names = parts[0].split(separator: ".")
    return (String(names[0]), String(names[1]), place)
  }

  /// The record with one byte changed so that it can still be read.
  private static func fitting(_ record: [UInt8]) -> [UInt8]? {
    for place in record.indices.reversed() {
      var changed = record
      changed[place] ^= 1
      guard let changes = try? BookChanges(record: changed),
        changes.batch == (try? BookChanges(record: record))?.batch
      else { continue }
      return changed
    }
    return nil
  }

  private static func hash(_ record: [UInt8]) -> [UInt8] { [UInt8](SHA256.hash(data: record)) }
}
