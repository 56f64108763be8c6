import Foundation
import PostgresLink
import PostgresStore
import PrivatePostgres
import Testing

@Suite(
  "Backup and restore of a ledger on a server",
  .enabled(
    if: PostgresServer.isPossible || ProcessInfo.processInfo.environment["CI"] == "true",
    "SKIPPED: needs Debian's package postgresql"))
struct ServerBackupTests {
  let server: PostgresServer

  init() throws { server = try Self.server.get() }

  private static let server = Result { try PostgresServer() }

  /// A home with a database of its own, where Alice has 500 and Bob 100.
  private func desk(_ database: String, currency: String = "SEK") throws -> Desk {
    let connection = try PostgresConnection(server.conninfo())
    try connection.execute(script: "CREATE DATABASE \(database)")
    let desk = try Desk()
    try desk.done(
      "init", "--unsafe-file-keys", "--currency", currency, "--database",
      server.conninfo(database: database))
    for (name, load) in [("Alice", "500"), ("Bob", "100")] {
      try desk.done("account", "open", name, "--issue", "1000")
      try desk.done("card", "issue", name, "--pin", "1234")
      try desk.done("load", name, load)
    }
    return desk
  }

  private func picture(_ desk: Desk) throws -> [String] {
    try [
      desk.done("status", "Alice", "--json"), desk.done("account", "list", "--json"),
      desk.done("ledger", "history", "--json"),
    ]
  }

  @Test(
    "STO-11: the newest goes on with the same log, an older one needs another; nobody is blamed")
  func older() throws {
    let desk = try desk("older")
    try desk.done("ledger", "backup", "old")
    let known = try desk.done("ledger", "history")
    try desk.pay("Alice", "Bob", 80, "payment")
    for name in ["Bob", "Alice"] { try desk.done("sync", name) }
    try desk.done("ledger", "backup", "new")
    #expect(try desk.run("ledger", "backup", "new").status == 73)
    let whole = try picture(desk)
    try desk.done("ledger", "restore", "new")
    #expect(try picture(desk) == whole)
    let answer = try desk.run("ledger", "restore", "old")
    #expect(answer.status == 65 && answer.errorLines.count == 1, "\(answer.error)")
    #expect(answer.error.contains("a newer ledger is somewhere"))
    #expect(try picture(desk) == whole)
    try desk.done("ledger", "restore", "old", "--new-log")
    #expect(try desk.done("ledger", "history") == known)
    for name in ["Alice", "Bob", "Alice"] { try desk.done("sync", name) }
    try desk.done("ledger", "restored", "--over")
    #expect(try desk.isBalanced())
    #expect(try desk.ledger("proofCount") == 0 && desk.ledger("suspendedCount") == 0)
    try desk.done("ledger", "fsck")
  }

  @Test("STO-11: a backup taken while others write is a moment of the ledger") func meanwhile()
    throws
  {
    let desk = try desk("meanwhile")
    let answer = try desk.bash(
      """
      (while [ ! -e stop ]; do kontant sync Alice && kontant account issue Bob 1; done) >busy 2>&1 &
      for i in 1 2 3; do kontant ledger backup copy-$i --json || exit 1; done
      touch stop; wait; ! grep kontant: busy
      """)
    #expect(answer.status == 0, "\(answer.error)")
    var entries: [Int] = []
    for index in 1...3 {
      let said = try desk.done("ledger", "restore", "copy-\(index)", "--new-log", "--json")
      entries.append(try desk.object(said)["entries"] as? Int ?? -1)
      try desk.done("ledger", "fsck")
      #expect(try desk.isBalanced())
    }
    #expect(entries == entries.sorted() && entries.first != entries.last, "\(entries)")
    // Each copy held what its backup had said.
    let told = answer.out.split(separator: "\n").filter { $0.contains("\"entries\"") }
      .compactMap { Int($0.filter(\.isNumber)) }
    #expect(told == entries)
  }

  @Test("STO-9, STO-11: a backup of an older schema is put back and brought up") func olderSchema()
    throws
  {
    let desk = try desk("schema1")
    do {
      let connection = try PostgresConnection(server.conninfo(database: "schema1"))
      try connection.execute(
        script: """
          DROP TABLE eras; ALTER TABLE closed_keys RENAME TO closed;
          ALTER INDEX closed_keys_pkey RENAME TO closed_pkey;
          UPDATE meta SET value = 1 WHERE key = 'schema'
          """)
    }
    // A backup opens no ledger, and so brings nothing up.
    try desk.done("ledger", "backup", "old")
    let whole = try picture(desk)
    try desk.done("ledger", "restore", "old")
    #expect(try picture(desk) == whole)
    try desk.done("ledger", "fsck")
  }

  @Test("STO-11: what does not fit is refused, and what was there stays") func refused() throws {
    let (desk, euro) = (try desk("refused"), try desk("euro", currency: "EUR"))
    try euro.done("ledger", "backup", "backup")
    try desk.write(try euro.bytes("backup"), to: "euro")
    try desk.write(Array("no backup at all, but long enough".utf8), to: "text")
    try desk.write([], to: "empty")
    try desk.done("ledger", "backup", "whole")
    try desk.write(Array(try desk.bytes("whole").dropLast(2_000)), to: "cut")
    let before = try picture(desk)
    for (file, status, says) in [
      ("euro", 65, "keeps currency 978 and not 752"), ("text", 65, "is not a ledger's database"),
      ("empty", 65, "is not a ledger's database"), ("nowhere", 65, "is not a ledger's database"),
      ("cut", 74, "nothing was changed"),
    ] as [(String, Int32, String)] {
      let answer = try desk.run("ledger", "restore", file)
      #expect(answer.status == status && answer.errorLines.count == 1, "\(file): \(answer.error)")
      #expect(answer.error.contains(says), "\(file): \(answer.error)")
      #expect(try picture(desk) == before, "\(file)")
    }
    let other = try PostgresConnection(server.conninfo(database: "refused"))
    let used = try desk.run("ledger", "restore", "whole")
    #expect(used.status == 75 && used.error.contains("1 more is connected"), "\(used.error)")
    withExtendedLifetime(other) {}
    let bare = try desk.bash("kontant=$(command -v kontant); PATH=; $kontant ledger backup other")
    #expect(bare.status == 66 && bare.error.contains("install Debian's package postgresql-client"))
    #expect(try picture(desk) == before)
  }

  @Test("STO-8, STO-13: a database without its last batch, or without a table, is refused")
  func incomplete() throws {
    let desk = try desk("incomplete")
    try desk.done("ledger", "backup", "backup")
    for (alteration, says) in [
      (
        "DELETE FROM batches WHERE entry = (SELECT max(entry) FROM batches)",
        "differs from what the log has signed"
      ),
      ("DROP TABLE purses", "is damaged"), ("ALTER TABLE payments DROP record", "is damaged"),
    ] {
      do {
        let connection = try PostgresConnection(server.conninfo(database: "incomplete"))
        try connection.execute(script: alteration)
      }
      let answer = try desk.run("ledger", "status")
      #expect(answer.status == 65 && answer.errorLines.count == 1, "\(answer.error)")
      #expect(answer.error.contains(says), "\(answer.error)")
      try desk.done("ledger", "restore", "backup")
      try desk.done("ledger", "fsck")
    }
  }

  @Test("STO-11: a restore that was broken off anywhere is refused until it is done again")
  func brokenOff() throws {
    let desk = try desk("broken")
    let conninfo = server.conninfo(database: "broken")
    try desk.done("ledger", "backup", "backup")
    let whole = try picture(desk)
    for isMoved in [false, true] {
      try desk.write([], to: "kontant-home/ledger.restoring")
      if isMoved { try ReplacedTables(conninfo).set() }
      for command in [["ledger", "status"], ["ledger", "fsck"], ["sync", "Alice"]] {
        let answer = try desk.run(command)
        #expect(answer.status == 65 && answer.error.contains("restore it again"), "\(command)")
      }
      try desk.done("ledger", "restore", "backup")
      #expect(try picture(desk) == whole)
      try desk.done("ledger", "fsck")
      #expect(try ReplacedTables(conninfo).areThere())
      try ReplacedTables(conninfo).forget()
    }
  }

  @Test("STO-13: a database that was set back by other means begins another log when it is said")
  func setBack() throws {
    let desk = try desk("setback")
    try desk.done("account", "issue", "Bob", "7")
    let connection = try PostgresConnection(server.conninfo(database: "setback"))
    // The server's own programs have put an older state in place: the last batch is not there.
    try connection.execute(
      script: """
        UPDATE log_end SET next = (SELECT max(entry) FROM batches);
        DELETE FROM batches WHERE entry = (SELECT max(entry) FROM batches);
        UPDATE accounts SET balance = balance - 700, version = version - 1 WHERE name = 'Bob';
        UPDATE totals SET issued = issued - 700, transactions = transactions - 1
        WHERE process = (SELECT max(process) FROM totals WHERE issued = 700)
        """)
    let answer = try desk.run("ledger", "status")
    #expect(answer.status == 65 && answer.error.contains("ledger restore --new-log"))
    try desk.done("ledger", "restore", "--new-log")
    try desk.done("ledger", "fsck")
    #expect(try desk.isBalanced())
  }
}
