import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Who reports a purse lost and had more to come, or less (rows 24 to 26).
struct ClaimAttackTests {
  @Test(
    "Attack 24: refused offline, reported lost, paid out: the refusals that come in are the claimant's",
    arguments: [false, true])
  func refusedBehindTheClaim(_ hasSpentIt: Bool) throws {
    var stage = try Play.stage(loads: ["Bob": 100, "Anna": 200, "Carl": 200])
    var decisions: [Packet] = []
    for payer in ["Anna", "Carl"] {
      let request = try stage.request("Bob", Play.sek(80))
      _ = try stage.pay(payer, request)
      decisions.append(try stage.refuse("Bob", request: request))
    }
    // Both hand over what they paid, and say that they know.
    for payer in ["Anna", "Carl", "Anna", "Carl"] { try stage.sync(payer) }
    try report(.lost, "Bob", &stage)
    #expect(try payOut("Bob", &stage) == Play.sek(260))
    #expect(stage.bank.ledger.book.accounts["Bob"] == Play.sek(10_160))
    if hasSpentIt { try spendAll("Bob", &stage) }
    // Too late to be taken offline, but the ledger hears of them.
    #expect(throws: PurseError.unknownPayment) { try stage.take("Anna", decisions[0]) }
    for payer in ["Anna", "Carl"] { try stage.sync(payer, documents: decisions) }
    try Play.syncAll(&stage, ["Anna", "Carl"])
    Play.expectAgreement(stage, ["Anna": 200, "Carl": 200])
    let book = stage.bank.ledger.book
    #expect(book.totals.loss == 0)
    #expect(book.accounts["Bob"] == (hasSpentIt ? .zero : Play.sek(10_000)))
    #expect(stage.row("Bob")?.claim?.owed == (hasSpentIt ? Play.sek(160) : .zero))
    Play.expectJust(stage)
  }

  @Test("Attack 24: what the payers could still be refused is not paid out")
  func refusedInTime() throws {
    var stage = try Play.stage(loads: ["Bob": 100, "Anna": 200])
    let request = try stage.request("Bob", Play.sek(80))
    _ = try stage.pay("Anna", request)
    let refusal = try stage.refuse("Bob", request: request)
    let upload = try stage.upload("Anna")
    let grant = try stage.bank.ledger.sync(upload, time: stage.time).grant
    try report(.lost, "Bob", &stage)
    #expect(try payOut("Bob", &stage) == Play.sek(100))
    try stage.take("Anna", refusal)
    try stage.apply("Anna", grant)
    try Play.syncAll(&stage, ["Anna"])
    #expect(try payOut("Bob", &stage) == .zero)
    Play.expectAgreement(stage, ["Anna": 200])
    #expect(stage.bank.ledger.book.accounts["Bob"] == Play.sek(10_000))
    Play.expectJust(stage)
  }

  @Test("Attack 25: a load granted before the loss and applied after the refund is not paid twice")
  func loadAfterRefund() throws {
    var stage = try Play.stage(loads: ["Anna": 100, "Shop": 0])
    let upload = try stage.upload("Anna", load: Play.sek(300))
    let grant = try stage.bank.ledger.sync(upload, time: stage.time).grant
    try report(.lost, "Anna", &stage)
    #expect(try payOut("Anna", &stage) == Play.sek(400))
    #expect(stage.bank.ledger.book.accounts["Anna"] == Play.sek(10_000))
    // The finder has the card, its PIN and the grant; the shop has not heard anything.
    try stage.apply("Anna", grant)
    _ = try stage.accept("Shop", try stage.payDirect("Anna", to: "Shop", Play.sek(250)))
    try stage.sync("Anna")
    #expect(stage.status("Anna")?.lifeCycle == .terminated)
    #expect(stage.status("Anna")?.spendable == .zero)
    try Play.syncAll(&stage, ["Shop"])
    Play.expectAgreement(stage, ["Shop": 250])
    #expect(stage.bank.ledger.book.accounts["Anna"] == Play.sek(9_750))
    #expect(stage.bank.ledger.book.totals.loss == 0)
    Play.expectJust(stage)
  }

  @Test("Attack 26: a refunded purse that is found again neither unloads nor pays")
  func unloadAfterRefund() throws {
    var stage = try Play.stage(loads: ["Anna": 200, "Shop": 0])
    try report(.lost, "Anna", &stage)
    try payOut("Anna", &stage)
    try stage.unload("Anna", Play.sek(150))
    try stage.sync("Anna")
    #expect(stage.bank.ledger.book.accounts["Anna"] == Play.sek(10_000))
    #expect(stage.status("Anna")?.spendable == .zero)
    #expect(throws: PurseError.terminated) { try stage.unload("Anna", Play.sek(1)) }
    #expect(throws: PurseError.terminated) { try stage.payDirect("Anna", to: "Shop", Play.sek(1)) }
    #expect(throws: PurseError.terminated) { try stage.upload("Anna") }
    Play.expectJust(stage)
  }

  @Test(
    "Attack 26: what a refunded purse unloads takes nothing of a credit that is not certain yet",
    arguments: [false, true])
  func unloadBooked(_ isSuspended: Bool) throws {
    var stage = try Play.stage(loads: ["Anna": 200, "Bob": 100])
    let serial = try #require(stage.serial("Bob"))
    _ = try stage.payDirect("Anna", to: "Bob", Play.sek(80))
    try stage.sync("Anna")
    if isSuspended { try stage.bank.ledger.suspend(serial) }
    try report(.lost, "Bob", &stage)
    try payOut("Bob", &stage)
    // Anna's purse has not acknowledged: her payment is not certain, and waits in the shadow.
    #expect(stage.row("Bob")?.shadow == Play.sek(80))
    try stage.unload("Bob", Play.sek(50))
    let before = stage.bank.ledger.book.totals.transactions
    try stage.sync("Bob")
    #expect(stage.bank.ledger.book.totals.transactions == before)
    #expect(stage.row("Bob")?.shadow == Play.sek(80))
  }

  private func report(_ kind: ClaimKind, _ name: String, _ stage: inout Stage) throws {
    let claim = stage.bank.claim(
      kind, on: try #require(stage.serial(name)), account: name, number: ClaimNumber(1),
      time: stage.time)
    try stage.bank.ledger.take(claim: claim, time: stage.time)
  }

  @discardableResult
  private func payOut(_ name: String, _ stage: inout Stage) throws -> Amount {
    stage.time = ModelBank.start.adding(days: ModelBank.lifetimeDays + 31)
    return try stage.bank.ledger.payClaim(on: try #require(stage.serial(name)), time: stage.time)
  }

  private func spendAll(_ name: String, _ stage: inout Stage) throws {
    let balance = try #require(stage.bank.ledger.book.accounts[name])
    try stage.bank.ledger.transfer(balance, from: name, to: "Anna", time: stage.time)
  }
}
