import Foundation
import Testing

@Suite("Backup and restore") struct BackupTests {
  @Test("STO-11: a backup taken while another process writes opens, and is a moment of the ledger")
  func meanwhile() throws {
    let desk = try Desk.set()
    // One process syncs and issues, another copies, until there are eight copies.
    let answer = try desk.bash(
      """
      (while [ ! -e stop ]; do kontant sync Alice && kontant account issue Bob 1; done) >busy 2>&1 &
      for i in 1 2 3 4 5 6 7 8; do kontant ledger backup copy-$i || exit 1; sleep 0.05; done
      touch stop; wait; ! grep kontant: busy
      """)
    #expect(answer.status == 0, "\(answer.error)")
    var entries: [Int] = []
    for index in 1...8 {
      let copy = try Desk(copyOf: desk)
      try copy.write(try desk.bytes("copy-\(index)"), to: "backup")
      let said = try copy.done("ledger", "restore", "backup", "--new-log", "--json")
      entries.append(try copy.object(said)["entries"] as? Int ?? -1)
      try copy.done("ledger", "fsck")
      #expect(try copy.isBalanced())
    }
    #expect(entries == entries.sorted() && entries.first != entries.last, "\(entries)")
  }

  @Test(
    "STO-11: a restore of the newest backup goes on with the same log; an older one needs another")
  func older() throws {
    let desk = try Desk.set()
    try desk.done("ledger", "backup", "old")
    #expect(try desk.run("ledger", "backup", "old").status == 73)
    let known = try desk.done("ledger", "history")
    try desk.pay("Alice", "Bob", 80, "payment")
    for name in ["Bob", "Alice"] { try desk.done("sync", name) }
    try desk.done("ledger", "backup", "new")
    let before = try desk.picture()
    let whole = try desk.done("ledger", "history")
    try desk.done("ledger", "restore", "new")
    #expect(try desk.picture() == before)
    // What the log has signed is not given up unasked.
    let answer = try desk.run("ledger", "restore", "old")
    #expect(answer.status == 65 && answer.errorLines.count == 1, "\(answer.error)")
    #expect(answer.error.contains("a newer ledger is somewhere"))
    #expect(try desk.picture() == before)
    try desk.done("ledger", "restore", "old", "--new-log")
    #expect(try desk.done("ledger", "history") == known)
    try desk.done("ledger", "fsck")
    // The purses say what the ledger has forgotten, and nobody is blamed.
    for name in ["Alice", "Bob", "Alice"] { try desk.done("sync", name) }
    try desk.done("ledger", "restored", "--over")
    #expect(try desk.isBalanced())
    #expect(try desk.ledger("proofCount") == 0 && desk.ledger("suspendedCount") == 0)
    try desk.done("ledger", "fsck")
    // The database that was there is kept.
    try desk.done("ledger", "restore", "kontant-home/ledger.sqlite.replaced", "--new-log")
    #expect(try desk.done("ledger", "history") == whole)
    // So is what was replaced before.
    #expect(
      FileManager.default.fileExists(
        atPath: desk.path("kontant-home/ledger.sqlite.replaced-1").path))
  }

  @Test("STO-11: the ledger of another central bank is refused, even with a new log")
  func anotherBank() throws {
    let desk = try Desk.set()
    let other = try Desk()
    try other.done("init", "--unsafe-file-keys", "--currency", "SEK")
    try other.done("account", "open", "Alice", "--issue", "1000")
    try other.done("card", "issue", "Alice", "--pin", "1234")
    try other.done("ledger", "backup", "backup")
    let before = try desk.picture()
    for words in [[], ["--new-log"]] as [[String]] {
      let answer = try desk.run(
        ["ledger", "restore", other.path("backup").path] + words)
      #expect(
        answer.status == 65 && answer.error.contains("another central bank"), "\(answer.error)")
      #expect(try desk.picture() == before)
    }
  }

  @Test("STO-13: a log that is gone is not begun again unasked; another one is, and purses go on")
  func logGone() throws {
    let desk = try Desk.set()
    try desk.done("ledger", "backup", "backup")
    let needless = try desk.run("ledger", "restore", "--new-log")
    #expect(needless.status == 64 && needless.error.contains("no need for another"))
    for leftovers in [[], ["private"], ["tile"]] as [[String]] {
      let copy = try Desk(copyOf: desk)
      let files = FileManager.default
      let log = copy.path("kontant-home/log")
      for name in try files.contentsOfDirectory(atPath: log.path) where !leftovers.contains(name) {
        try files.removeItem(at: log.appending(path: name))
      }
      if leftovers.isEmpty { try files.removeItem(at: log) }
      for command in [
        ["ledger", "status"], ["sync", "Alice"], ["ledger", "serve"], ["account", "list"],
        ["ledger", "restore", "backup"],
      ] {
        let answer = try copy.run(command)
        #expect(answer.status == 65 && answer.errorLines.count == 1, "\(command)")
        #expect(answer.error.contains("is gone: put it back from a copy"), "\(answer.error)")
      }
      let check = try copy.run("ledger", "fsck")
      #expect(check.status == 65 && check.out.contains("is gone"), "\(check)")
      // With a backup or without, the operator begins another, which has all of the ledger.
      let words =
        leftovers.isEmpty
        ? ["ledger", "restore", "--new-log"] : ["ledger", "restore", "backup", "--new-log"]
      #expect(try copy.run(words).status == 0)
      try copy.done("sync", "Alice")
      try copy.done("ledger", "fsck")
      #expect(try copy.isBalanced())
      // That one is missed, too.
      try files.removeItem(at: copy.path("kontant-home/log-2"))
      #expect(try copy.run("sync", "Bob").error.contains("log-2 is gone"))
    }
    #expect(try desk.run("ledger", "restore").error.contains("Name the backup"))
  }

  @Test("STO-11: what is no backup of this ledger is refused, and nothing is put in its place")
  func refused() throws {
    let desk = try Desk.set()
    let other = try Desk.set()
    try other.pay("Alice", "Bob", 80, "payment")
    for name in ["Bob", "Alice"] { try other.done("sync", name) }
    try other.done("init", "--unsafe-file-keys", "--home", "euro", "--currency", "EUR")
    try other.done("ledger", "backup", "backup", "--home", "euro")
    try desk.write(try other.bytes("backup"), to: "euro")
    try desk.write(Array("no database at all, but long enough".utf8), to: "text")
    try desk.write([], to: "empty")
    try desk.alterLedger("DELETE FROM batches WHERE number < 0")
    let copy = try Desk(copyOf: desk)
    try copy.alterLedger("UPDATE batches SET record = zeroblob(9) WHERE number = 3")
    try desk.write(try copy.bytes("kontant-home/ledger.sqlite"), to: "damaged")
    // Another history of the same length or more, with this home's keys.
    let twin = try Desk(copyOf: desk)
    try desk.done("account", "issue", "Bob", "1")
    for _ in 0..<3 { try twin.done("account", "issue", "Carol", "2") }
    try desk.write(try twin.bytes("kontant-home/ledger.sqlite"), to: "twin")
    let before = try desk.picture()
    for place in ["nowhere/backup", "kontant-home"] {
      let answer = try desk.run("ledger", "backup", place, "--force")
      #expect(answer.status != 0 && answer.error.contains("folder"), "\(answer.error)")
    }
    for place in ["kontant-home/ledger.sqlite", "./kontant-home/../kontant-home/new"] {
      let answer = try desk.run("ledger", "backup", place, "--force")
      #expect(answer.status == 64 && answer.error.contains("another folder"), "\(answer.error)")
    }
    try desk.write(Array(try desk.bytes("kontant-home/ledger.sqlite").prefix(30_000)), to: "half")
    for (file, status, says) in [
      ("euro", 65, "keeps currency 978 and not 752"), ("text", 65, "is not a ledger's database"),
      ("half", 65, "damaged: half, "), (".", 65, "is not a ledger's database"),
      ("nowhere", 65, "is not a ledger's database"), ("empty", 65, "is not a ledger's database"),
      ("damaged", 65, "batch 3 does not match its digest"),
      ("twin", 65, "differs from what the log has signed"),
    ] as [(String, Int32, String)] {
      let answer = try desk.run("ledger", "restore", file)
      #expect(answer.status == status && answer.errorLines.count == 1, "\(file): \(answer.error)")
      #expect(answer.error.contains(says), "\(file): \(answer.error)")
      #expect(try desk.picture() == before)
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: desk.path("kontant-home").path)
        .filter { $0.contains("incoming") || $0.contains("replaced") } == [])
  }

  @Test("STO-11: a restore that was broken off anywhere is refused until it is done again")
  func brokenOff() throws {
    let desk = try Desk.set()
    try desk.done("ledger", "backup", "backup")
    let old = try desk.picture()
    try desk.done("account", "issue", "Bob", "7")
    let new = try desk.picture()
    let steps = [
      "true", "touch ledger.restoring",
      "touch ledger.restoring; mv ledger.sqlite ledger.sqlite.replaced",
      """
      touch ledger.restoring; mv ledger.sqlite ledger.sqlite.replaced
      mv ledger.sqlite.incoming ledger.sqlite
      """,
    ]
    for (index, step) in steps.enumerated() {
      let copy = try Desk(copyOf: desk)
      let moved = try copy.bash(
        "cp backup kontant-home/ledger.sqlite.incoming; cd kontant-home; \(step)")
      #expect(moved.status == 0, "\(moved.error)")
      if index == 0 {
        #expect(try copy.picture() == new)
      } else {
        for command in ["status", "fsck"] {
          let answer = try copy.run("ledger", command)
          #expect(answer.status == 65 && answer.error.contains("restore it again"))
        }
        #expect(try copy.run("sync", "Alice").status == 65)
      }
      try copy.done("ledger", "restore", "backup", "--new-log")
      #expect(try copy.picture() == old)
      try copy.done("ledger", "fsck")
      // Whatever the attempt before had moved aside is the ledger that was there.
      try copy.done("ledger", "restore", "kontant-home/ledger.sqlite.replaced", "--new-log")
      #expect(try copy.picture() == new, "step \(index)")
    }
  }
}
