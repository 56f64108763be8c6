import Purse
import Settlement
import Testing
import Wire
import World

@Suite struct ClaimTests {
  @Test("CLM-10: a reported purse is suspended, and active again when it is found")
  func foundAgain() throws {
    var town = try Town()
    try town.report(.lost, "Alice")
    #expect(town.stage.row("Alice")?.state == .suspended)
    try town.stage.sync("Alice")
    #expect(town.stage.status("Alice")?.lifeCycle == .suspended)
    try town.report(.found, "Alice", number: 2)
    try town.stage.sync("Alice")
    #expect(town.stage.status("Alice")?.lifeCycle == .active)
    try town.exchange("Alice", "Bob", 80)
    try town.syncAll(["Alice", "Bob"])
    town.expectSettled()
    #expect(throws: LedgerError.noClaim) { try town.payOut("Alice") }
  }

  @Test(
    "CLM-10, FLD-1: a reported purse is listed, with all serials it ever had, until it is found")
  func listed() throws {
    var town = try Town { $0.rotation = 1 }
    let first = try #require(town.stage.serial("Alice"))
    for _ in 0..<2 { try town.stage.sync("Alice") }
    let second = try #require(town.stage.serial("Alice"))
    #expect(first != second)
    try town.stage.bank.ledger.take(
      claim: town.stage.bank.claim(
        .lost, on: second, account: "Alice", number: ClaimNumber(1), time: town.stage.time),
      time: town.stage.time)
    let list = town.stage.bank.ledger.rules.blockList
    #expect([first, second].allSatisfy { list.contains($0) })
    #expect(town.stage.bank.ledger.unlisted(in: town.book, time: town.stage.time).isEmpty)
    try town.report(.found, "Alice", number: 2)
    #expect(town.stage.bank.ledger.rules.blockList.entries.isEmpty)
    #expect(town.stage.bank.ledger.rules.blockList.number > list.number)
  }

  @Test("CLM-10: who was suspended before stays so when the purse is found")
  func foundSuspended() throws {
    var town = try Town()
    try town.stage.bank.ledger.suspend(try #require(town.stage.serial("Alice")))
    try town.report(.lost, "Alice")
    try town.report(.found, "Alice", number: 2)
    #expect(town.stage.row("Alice")?.state == .suspended)
  }

  @Test("CLM-1, CLM-2: a claim of another issuer, account or signature changes nothing")
  func notTheirs() throws {
    var town = try Town()
    let serial = try #require(town.stage.serial("Alice"))
    let good = town.claim(.lost, "Alice")
    let others: [(Signed<Claim>, LedgerError)] = [
      (
        town.stage.bank.claim(
          .lost, on: serial, account: "Alice", number: ClaimNumber(1), issuer: AuthorityID(0xA2),
          time: town.stage.time), .wrongIssuer
      ),
      (town.claim(.lost, "Alice", account: "Bob"), .wrongAccount),
      (town.claim(.lost, "Nobody", account: "Alice"), .unknownPurse),
      (Signed(content: good.content, signature: .zero), .badSignature),
    ]
    for (claim, error) in others {
      #expect(throws: error) {
        try town.stage.bank.ledger.take(claim: claim, time: town.stage.time)
      }
    }
    #expect(town.stage.row("Alice")?.claim == nil)
    #expect(town.stage.row("Alice")?.state == .active)
  }

  @Test("CLM-2: the same claim again changes nothing, an old one is refused")
  func repeated() throws {
    var town = try Town()
    let lost = town.claim(.lost, "Alice")
    for _ in 0..<2 { try town.stage.bank.ledger.take(claim: lost, time: town.stage.time) }
    #expect(throws: LedgerError.alreadyClaimed) { try town.report(.broken, "Alice", number: 2) }
    try town.report(.found, "Alice", number: 3)
    // A relay keeps the first and brings it again.
    #expect(throws: LedgerError.staleClaim) {
      try town.stage.bank.ledger.take(claim: lost, time: town.stage.time)
    }
    #expect(town.stage.row("Alice")?.state == .active)
    #expect(throws: LedgerError.noClaim) { try town.report(.found, "Alice", number: 4) }
  }

  @Test("CLM-11: nothing is paid before the last certificate's end and the grace")
  func notDue() throws {
    var town = try Town()
    try town.report(.broken, "Alice")
    let row = try #require(town.stage.row("Alice"))
    let due = town.stage.bank.ledger.claimDue(row)
    #expect(due == row.certificate.notAfter.adding(days: 30))
    let serial = row.certificate.serial
    let early = LedgerTime(seconds: due.seconds - 1)
    #expect(throws: LedgerError.notDue(due)) {
      try town.stage.bank.ledger.payClaim(on: serial, time: early)
    }
    #expect(town.account("Alice") == Town.sek(800))
    #expect(try town.stage.bank.ledger.payClaim(on: serial, time: due) == Town.sek(200))
    #expect(town.account("Alice") == Town.sek(1_000))
  }

  @Test("CLM-20: a claim is paid once, however often it is asked for")
  func once() throws {
    var town = try Town()
    try town.report(.lost, "Alice")
    #expect(try town.payOut("Alice") == Town.sek(200))
    for _ in 0..<3 { #expect(try town.payOut("Alice") == .zero) }
    #expect(town.account("Alice") == Town.sek(1_000))
    #expect(town.shadow("Alice") == .zero)
    #expect(town.book.isBalanced)
    #expect(throws: LedgerError.purseClosed) { try town.report(.found, "Alice", number: 2) }
  }

  @Test("CLM-12: a dormant purse is one that has not synced for years")
  func dormant() throws {
    var town = try Town()
    let end = ModelBank.start.adding(days: 730)
    #expect(throws: LedgerError.notDue(end)) { try town.report(.dormant, "Alice") }
    town.stage.time = end
    try town.report(.dormant, "Alice")
    town.stage.time = end.adding(days: 30)
    #expect(try town.payOut("Alice") == Town.sek(200))
  }

  @Test("CLM-3: counterfeit is not paid out, before a claim or during one")
  func convicted() throws {
    var town = try Town()
    try town.report(.lost, "Alice")
    let serial = try #require(town.stage.serial("Alice"))
    town.stage.bank.ledger.book.purses.update(serial) { $0.isConvicted = true }
    #expect(throws: LedgerError.convicted) { try town.payOut("Alice") }
    #expect(throws: LedgerError.convicted) { try town.report(.found, "Alice", number: 2) }
  }

  @Test("CLM-13: a purse with a claim is not reinstated beside it")
  func reinstate() throws {
    var town = try Town()
    let serial = try #require(town.stage.serial("Alice"))
    try town.report(.lost, "Alice")
    #expect(throws: LedgerError.alreadyClaimed) { try town.stage.bank.ledger.reinstate(serial) }
    try town.payOut("Alice")
    #expect(throws: LedgerError.purseClosed) { try town.stage.bank.ledger.reinstate(serial) }
  }
}
