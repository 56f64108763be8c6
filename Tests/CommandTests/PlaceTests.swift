import Foundation
import Testing

/// What a machine does to a command: full disks, other processes, other versions.
@Suite("On a machine where") struct PlaceTests {
  @Test("two work on one card or home at once, one is refused in one sentence")
  func together() throws {
    let desk = try Desk.set()
    for (path, command) in [
      ("kontant-home/devices/Alice.device", "status Alice"), ("kontant-home/lock", "ledger status"),
    ] {
      let answer = try desk.bash("exec 9<>\(path); flock 9; kontant \(command)")
      #expect(answer.status == 75)
      #expect(answer.errorLines.count == 1)
      #expect(answer.error.contains("another kontant"))
    }
  }

  @Test("one device is damaged, the others are shown all the same") func oneDamaged() throws {
    let desk = try Desk.set()
    try Data("nothing".utf8).write(to: desk.path("kontant-home/devices/Eve.device"))
    let answer = try desk.run("status")
    #expect(answer.status == 65)
    #expect(answer.out.contains("Alice"))
    #expect(answer.out.contains("Shop"))
    #expect(answer.error.contains("Eve.device"))
  }

  @Test("many sync at once, each is done or refused, and the books balance")
  func crowd() throws {
    let desk = try Desk.set()
    let answer = try desk.bash(
      "for i in 1 2 3 4 5 6; do kontant load Alice 10 & done; wait; exit 0")
    #expect(answer.errorLines.allSatisfy { $0.contains("another kontant") })
    #expect(try desk.isBalanced())
    let done = 6 - answer.errorLines.count
    #expect(try desk.spendable("Alice") == 50_000 + done * 1_000)
  }

  @Test("the disk is full, the message can be had later and was paid once")
  func fullDisk() throws {
    let desk = try Desk.set()
    try desk.done("request", "Bob", "80", "-o", "request")
    let full = try desk.run("pay", "Alice", "request", "--pin", "1234", "-o", "/dev/full")
    #expect(full.status == 74)
    #expect(full.errorLines.count == 1)
    #expect(full.error.contains("no room on the disk"))
    #expect(full.error.contains("same command again"))
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    #expect(try desk.spendable("Alice") == 42_000)
  }

  @Test("files can't grow, a home's command fails in one sentence and changes nothing")
  func fileLimit() throws {
    let desk = try Desk.set()
    let before = try desk.picture()
    for command in ["account issue Alice 5", "card issue Dora --pin 1234", "request Bob 5"] {
      let answer = try desk.bash("ulimit -f 0; kontant \(command)")
      #expect(answer.status == 74, "\(command): \(answer.error)")
      #expect(answer.errorLines.count == 1, "\(command): \(answer.error)")
    }
    #expect(try desk.picture() == before)
  }

  @Test("a folder can't be written, the output is refused before the debit")
  func readOnly() throws {
    let desk = try Desk.set()
    try desk.done("request", "Bob", "80", "-o", "request")
    let answer = try desk.run("pay", "Alice", "request", "--pin", "1234", "-o", "/proc/payment")
    #expect(answer.status != 0)
    #expect(answer.errorLines.count == 1)
  }

  @Test("the home is of another version, or damaged, it is left alone")
  func versions() throws {
    let settings = "kontant-home/kontant.json"
    let cases: [(file: String, bytes: [UInt8]?, says: String)] = [
      (settings, Array(#"{"version":2,"shape":"new"}"#.utf8), "version 2"),
      (settings, Array("{".utf8), "not a home's settings"),
      ("kontant-home/keys.json", Array("{}".utf8), "keys cannot be read"),
      ("kontant-home/ledger.sqlite", Array("no database at all, long enough".utf8), "not a ledger"),
      ("kontant-home/ledger.sqlite", [], "missing or empty"),
      ("kontant-home/ledger.sqlite", nil, "missing or empty"),
      ("kontant-home/policies/fully", [1, 2, 3], "not a policy"),
    ]
    let desk = try Desk.set()
    for (file, bytes, says) in cases {
      let kept = try desk.bytes(file)
      if let bytes {
        try desk.write(bytes, to: file)
      } else {
        try FileManager.default.removeItem(at: desk.path(file))
      }
      let answer = try desk.run("sync", "Alice")
      #expect(answer.status != 0)
      #expect(answer.errorLines.count == 1, "\(answer.error)")
      #expect(answer.error.contains(says), "\(answer.error)")
      try desk.write(kept, to: file)
    }
    try desk.done("sync", "Alice")
  }

  @Test("a program reads, every answer is JSON")
  func json() throws {
    let desk = try Desk.set()
    for line in [
      "status", "status Alice", "account list", "account issue Alice 5", "ledger status",
      "ledger purse Alice", "ledger history", "ledger proofs", "clock --pass 3d",
      "request Bob 80 -o request", "pay Alice request --pin 1234 -o payment", "inspect payment",
      "accept Bob payment --pin 1234 -o acceptance", "take Alice acceptance", "fetch Bob -o .",
      "sync Alice", "load Alice 5", "unload Alice 5 --pin 1234", "address Bob -o address",
      "sync Bob --request-only -o up", "ledger receive up -o grant", "apply Bob grant",
      "pin verify Alice --pin 1234", "device copy Alice Copy", "card issue Dora --pin 1234",
      "terminal issue Till", "init --unsafe-file-keys --home other",
    ] {
      let answer = try desk.run(line.split(separator: " ").map(String.init) + ["--json"])
      #expect(answer.status == 0, "\(line): \(answer.error)")
      #expect(throws: Never.self, "\(line): \(answer.out)") { try desk.object(answer.out) }
    }
  }
}
