import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Old requests and a ledger restored from last night's backup blame nobody (row 19).
struct RestoredLedgerTests {
  @Test("Attack 19: replayed requests of last year are stale and change nothing")
  func replays() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0])
    var old: [Packet] = []
    for _ in 0..<3 {
      let request = try stage.upload("Alice", load: Play.sek(10))
      old.append(request)
      try stage.apply("Alice", try stage.bank.ledger.sync(request, time: stage.time).grant)
    }
    try stage.sync("Alice")
    let before = stage.bank.ledger.book.totals
    stage.time = stage.time.adding(days: 365)
    for request in old.reversed() {
      #expect(throws: LedgerError.staleRequest) {
        try stage.bank.ledger.sync(request, time: stage.time)
      }
    }
    #expect(stage.bank.ledger.book.totals.transactions == before.transactions)
    Play.expectAgreement(stage, ["Alice": 230])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 19: a ledger restored from a backup blames nobody and books no load twice",
    arguments: [false, true])
  func restored(_ isReplayed: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 100])
    let backup = stage.bank.ledger
    let request = try stage.upload("Bob", load: Play.sek(50))
    try stage.apply("Bob", try stage.bank.ledger.sync(request, time: stage.time).grant)
    stage.bank.ledger = backup
    stage.bank.ledger.rules.mayHaveForgotten = true
    stage.time = stage.time.adding(days: 1)
    if isReplayed { _ = try stage.bank.ledger.sync(request, time: stage.time) }
    let payment = try stage.pay("Bob", try stage.request("Alice", Play.sek(120)))
    _ = try stage.accept("Alice", payment)
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 320, "Bob": 30])
    #expect(stage.bank.ledger.book.accounts["Bob"] == Play.sek(9_850))
    Play.expectJust(stage)
  }

  @Test(
    "Attack 19: a load whose account was emptied after the restoration is unexplained, not blamed")
  func emptiedAccount() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 100])
    let backup = stage.bank.ledger
    let request = try stage.upload("Bob", load: Play.sek(50))
    try stage.apply("Bob", try stage.bank.ledger.sync(request, time: stage.time).grant)
    stage.bank.ledger = backup
    stage.bank.ledger.rules.mayHaveForgotten = true
    try stage.bank.ledger.transfer(Play.sek(9_870), from: "Bob", to: "Alice", time: stage.time)
    _ = try stage.bank.ledger.sync(request, time: stage.time)
    _ = try stage.accept("Alice", try stage.pay("Bob", try stage.request("Alice", Play.sek(150))))
    try Play.syncAll(&stage, ["Bob", "Alice"])
    #expect(stage.row("Bob")?.advance == Play.sek(20))
    Play.expectAgreement(stage, ["Alice": 350])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 19: a payment whose acceptance was forgotten is neither given back nor paid twice",
    arguments: [false, true])
  func forgottenAcceptance(_ wasDelivered: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 100])
    let request = try stage.request("Bob", Play.sek(80))
    let payment = try stage.pay("Alice", request)
    let backup = stage.bank.ledger
    if wasDelivered {
      try stage.sync("Bob", documents: [payment])
      #expect(stage.status("Bob")?.spendable == Play.sek(180))
    } else {
      _ = try stage.accept("Bob", payment)
      try stage.sync("Bob")
    }
    stage.bank.ledger = backup
    stage.bank.ledger.rules.mayHaveForgotten = true
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 180])
    Play.expectJust(stage)
  }

  @Test(
    "Attack 19: a refund and a reversal that were forgotten are not paid again and blame nobody",
    arguments: [false, true])
  func forgottenReversal(_ isOffline: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 100])
    let request = try stage.request("Bob", Play.sek(80))
    _ = try stage.pay("Alice", request)
    try stage.sync("Alice")
    let refusal = try stage.refuse("Bob", request: request)
    let backup = stage.bank.ledger
    try stage.sync("Bob")
    try Play.syncAll(&stage, ["Alice"])
    stage.bank.ledger = backup
    stage.bank.ledger.rules.mayHaveForgotten = true
    try Play.syncAll(&stage, ["Alice", "Bob"])
    if isOffline { try stage.sync("Bob", documents: [refusal]) }
    try Play.syncAll(&stage, ["Alice", "Bob"])
    #expect(stage.status("Alice")?.spendable == Play.sek(200))
    #expect(stage.status("Bob")?.spendable == Play.sek(100))
    #expect(stage.bank.ledger.book.totals.held == (isOffline ? 8_000 : 0))
    Play.expectJust(stage)
  }

  @Test(
    "Attack 19: a forgotten grant is no licence to take money out of an account or out of nothing")
  func inventedGrant() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0])
    stage.bank.ledger.rules.mayHaveForgotten = true
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    try mallory.sync(&stage, declaring: .zero, load: Play.sek(100)) { results in
      results.grant = Digest(.zero)
      results.swept = Play.sek(90_000)
      results.load = Play.sek(100_000)
    }
    try mallory.sync(&stage, declaring: Play.sek(10_000))
    let account = try #require(stage.bank.ledger.book.accounts["Mallory"])
    let shadow = try #require(stage.row("Mallory")).shadow
    #expect(account + shadow == Play.sek(10_000))
    Play.expectJust(stage)
  }
}
