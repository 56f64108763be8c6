import Foundation
import Testing

@Suite("The same command again") struct RepeatTests {
  @Test("makes the same payment, however often and long after the first was lost")
  func sameFile() throws {
    let desk = try Desk.set()
    try desk.done("request", "Bob", "80", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    try desk.done("request", "Alice", "5", "-o", "other")
    #expect(try desk.done("pay", "Alice", "request", "-o", "again").contains("not yet known"))
    #expect(try desk.bytes("payment") == desk.bytes("again"))
    #expect(try desk.spendable("Alice") == 42_000)
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "acceptance")
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "acceptance-again")
    #expect(try desk.bytes("acceptance") == desk.bytes("acceptance-again"))
    #expect(try desk.spendable("Bob") == 18_000)
    try desk.done("sync", "Alice")
    let later = try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    #expect(later.contains("before") && later.contains("no doubt of it any more"))
    #expect(try desk.spendable("Alice") == 42_000)
  }

  @Test("finishes what was killed anywhere, with one effect")
  func killed() throws {
    let desk = try Desk.set()
    try desk.done("address", "Bob", "-o", "sticker")
    var spent = 0
    for round in 1...4 {
      // Later and later, from before the first write to after the last.
      let delay = UInt32(round * round * 3_000)
      let pay = ["--to", "sticker", "--amount", "\(round)", "--pin", "1234", "-o", "p\(round)"]
      try desk.kill(
        "pay", "Alice", pay[0], pay[1], pay[2], pay[3], pay[4], pay[5], pay[6], pay[7],
        afterMicroseconds: delay)
      if !FileManager.default.fileExists(atPath: desk.path("p\(round)").path) {
        try desk.done(
          "pay", "Alice", pay[0], pay[1], pay[2], pay[3], pay[4], pay[5], pay[6], pay[7])
      }
      spent += round * 100
      #expect(try desk.spendable("Alice") == 50_000 - spent, "killed after \(delay) µs")
    }
    for round in 1...4 {
      let delay = UInt32(round * round * 4_000)
      try desk.kill("sync", "Alice", afterMicroseconds: delay)
      try desk.kill("unload", "Alice", "10", "--pin", "1234", afterMicroseconds: delay)
      try desk.done("sync", "Alice")
      #expect(try desk.isBalanced(), "killed after \(delay) µs")
    }
    #expect(try desk.ledger("unexplained") == 0)
    #expect(try desk.ledger("proofCount") == 0)
  }

  @Test(
    "does not load twice what a killed load has begun", arguments: [4_000, 12_000, 25_000, 60_000])
  func load(delay: UInt32) throws {
    let desk = try Desk.set()
    try desk.kill("load", "Alice", "50", afterMicroseconds: delay)
    let isFinished =
      try desk.spendable("Alice") == 55_000
      && !FileManager.default.fileExists(
        atPath: desk.path("kontant-home/devices/Alice.device.order").path)
    if !isFinished { try desk.done("load", "Alice", "50") }
    #expect(try desk.spendable("Alice") == 55_000)
    #expect(try desk.isBalanced())
  }

  @Test("finishes a card whose making was killed", arguments: [8_000, 20_000, 40_000])
  func issue(delay: UInt32) throws {
    let desk = try Desk.set()
    try desk.kill("card", "issue", "Dora", "--pin", "1234", afterMicroseconds: delay)
    let again = try desk.run("card", "issue", "Dora", "--pin", "1234")
    #expect(again.status == 0 || again.error.contains("exists already"))
    #expect(try desk.done("status", "Dora").contains("0.00 SEK"))
  }

  @Test("makes a home whose making was killed", arguments: [5_000, 15_000, 40_000])
  func initialise(delay: UInt32) throws {
    let desk = try Desk()
    try desk.kill("init", "--unsafe-file-keys", afterMicroseconds: delay)
    let again = try desk.run("init", "--unsafe-file-keys")
    #expect(again.status == 0 || again.error.contains("already"))
    try desk.done("account", "open", "Alice", "--issue", "10")
  }
}
