import Foundation
import Testing

@Suite("A served ledger") struct ServiceTests {
  @Test("SRV-13, SRV-14: devices load, pay and sync with it, and SIGTERM ends it with nothing lost")
  func story() throws {
    let desk = try Desk()
    try desk.done("init", "--unsafe-file-keys", "--currency", "SEK")
    try desk.done("account", "open", "Alice", "--issue", "1000")
    try desk.done("card", "issue", "Alice", "--pin", "1234")
    try desk.done("account", "open", "Bob")
    try desk.done("card", "issue", "Bob", "--pin", "1234")
    let ledger = try LedgerProcess(desk)
    #expect(ledger.line.hasPrefix("the ledger listens on 127.0.0.1:"))
    #expect(try ledger.readLine().hasPrefix("signatures are verified by "))
    try desk.done("load", "Alice", "200", "--ledger", ledger.place)
    try desk.done("request", "Bob", "80", "-o", "request")
    try desk.done("pay", "Alice", "request", "--pin", "1234", "-o", "payment")
    try desk.done("accept", "Bob", "payment", "--pin", "1234", "-o", "acceptance")
    let synced = try desk.object(
      try desk.done("sync", "Bob", "--ledger", ledger.place, "--json"))
    #expect(synced["entries"] as? Int == 1)
    try desk.done("sync", "Alice", "--ledger", ledger.place)
    try desk.done("unload", "Alice", "15", "--pin", "1234", "--ledger", ledger.place)
    ledger.terminate()
    let end = ledger.end()
    #expect(end.status == 0 && end.error == "")
    #expect(try desk.spendable("Alice") == 10_500 && desk.spendable("Bob") == 8_000)
    #expect(try desk.ledger("confirmedCount") == 1)
    #expect(try desk.isBalanced())
  }

  @Test("SRV-17: its home is refused to others, with the place where it is served") func locked()
    throws
  {
    let desk = try Desk.set()
    let ledger = try LedgerProcess(desk, "--socket", "./ledger.socket")
    for command in [["ledger", "status"], ["sync", "Alice"], ["ledger", "serve"]] {
      let answer = try desk.run(command)
      #expect(answer.status == 75, "\(command)")
      #expect(answer.errorLines.count == 1 && answer.error.contains("--ledger ./ledger.socket"))
    }
    // Devices are not the ledger's.
    try desk.done("request", "Bob", "5", "-o", "request")
    try desk.done("sync", "Alice", "--ledger", ledger.place)
    ledger.kill()
    // What it left is no obstacle, neither the lock nor the socket.
    try desk.done("ledger", "status")
    let again = try LedgerProcess(desk, "--socket", "./ledger.socket")
    try desk.done("sync", "Bob", "--ledger", again.place)
    again.terminate()
    #expect(again.end().status == 0)
    #expect(!FileManager.default.fileExists(atPath: desk.path("ledger.socket").path))
  }

  @Test("SRV-16: killed at any moment, the same sync again books once") func killed() throws {
    let desk = try Desk.set()
    for round in 1...6 as ClosedRange<UInt32> {
      let ledger = try LedgerProcess(desk)
      let number = "\(round)"
      try desk.done("request", "Bob", number, "-o", "request" + number)
      try desk.done("pay", "Alice", "request" + number, "--pin", "1234", "-o", "payment" + number)
      let identifier = ledger.identifier
      Thread.detachNewThread {
        usleep(round * round * 2_000)
        kill(identifier, SIGKILL)
      }
      let answer = try desk.run("sync", "Alice", "--ledger", ledger.place)
      #expect([0, 66, 75].contains(answer.status), "\(answer.error)")
      _ = ledger.end()
      let next = try LedgerProcess(desk)
      try desk.done("sync", "Alice", "--ledger", next.place)
      next.terminate()
      #expect(next.end().status == 0)
      #expect(try desk.isBalanced(), "round \(round)")
    }
    #expect(try desk.spendable("Alice") == 47_900)
    #expect(try desk.ledger("paymentCount") == 6)
  }

  @Test("SRV-15: when its disk is full it says so, and nothing is lost") func diskFull() throws {
    let desk = try Desk.set()
    // The log of the database may not grow beyond that.
    let ledger = try LedgerProcess(desk, fileLimit: 64)
    var refused: Desk.Answer?
    for _ in 0..<40 where refused == nil {
      let answer = try desk.run("sync", "Alice", "--ledger", ledger.place)
      if answer.status != 0 { refused = answer }
    }
    let answer = try #require(refused)
    #expect(answer.status == 75 && answer.error.contains("the ledger's store has failed"))
    let end = ledger.end()
    #expect(end.status == 74 && end.error.contains("nothing was booked"))
    try desk.done("sync", "Alice")
    #expect(try desk.isBalanced())
  }

  @Test("bad places and options are refused in a sentence") func places() throws {
    let desk = try Desk.set()
    let none = try desk.run("sync", "Alice", "--ledger", "127.0.0.1:1")
    #expect(none.status == 66 && none.error.contains("no ledger listens at 127.0.0.1:1"))
    let place = try desk.run("sync", "Alice", "--ledger", "bank.example:80")
    #expect(place.status == 64 && place.error.contains("give 127.0.0.1:PORT"))
    let both = try desk.run("ledger", "serve", "--port", "0", "--socket", "./s")
    #expect(both.status == 64)
    let taken = try desk.run("ledger", "serve", "--socket", "./kontant-home/keys.json")
    #expect(taken.status == 73 && taken.error.contains("is taken"))
    let needless = try desk.run("sync", "Alice", "--request-only", "--ledger", "127.0.0.1:1")
    #expect(needless.status == 64)
    #expect(try desk.isBalanced())
  }

  @Test("SRV-6: the refusal of another bank's ledger is told, and the purse's own still serves it")
  func otherBank() throws {
    let (desk, other) = (try Desk.set(), try Desk.set())
    // Its own home has issued a card that the other ledger has never seen.
    try desk.done("card", "issue", "Dora", "--account", "Alice", "--pin", "1234")
    let ledger = try LedgerProcess(other)
    let answer = try desk.run("sync", "Dora", "--ledger", ledger.place, "--json")
    #expect(answer.status == 1 && answer.error.contains("\"unknownPurse\""))
    try desk.done("sync", "Dora")
  }
}

@Suite("A load that was killed") struct KilledLoadTests {
  /// What a kill leaves after the grant is applied and before the holder is told.
  private func leave(_ order: String, at place: Int, _ desk: Desk) throws {
    try desk.write(
      Array("{\"order\":\"\(order)\",\"place\":\(place)}".utf8),
      to: "kontant-home/devices/Alice.device.order")
  }

  @Test("and had to wait for another sync first is not done twice") func waited() throws {
    let desk = try Desk.set()
    let next = try desk.number("Alice", "lastGrant") + 1
    try desk.done("sync", "Alice", "--request-only", "-o", "upload")
    try desk.done("load", "Alice", "50")
    #expect(try desk.spendable("Alice") == 55_000)
    try leave("load 5000", at: next, desk)
    try desk.done("load", "Alice", "50")
    #expect(try desk.spendable("Alice") == 55_000)
    try desk.done("load", "Alice", "50")
    #expect(try desk.spendable("Alice") == 60_000)
  }

  @Test("is not done again over a line where nobody can tell") func served() throws {
    let desk = try Desk.set()
    let ledger = try LedgerProcess(desk)
    let next = try desk.number("Alice", "lastGrant") + 1
    try desk.done("load", "Alice", "50", "--ledger", ledger.place)
    try leave("load 5000", at: next, desk)
    let answer = try desk.run("load", "Alice", "50", "--ledger", ledger.place)
    #expect(answer.status == 1 && answer.error.contains("look at kontant status"))
    #expect(try desk.spendable("Alice") == 55_000)
    try desk.done("load", "Alice", "50", "--ledger", ledger.place)
    #expect(try desk.spendable("Alice") == 60_000)
  }
}
