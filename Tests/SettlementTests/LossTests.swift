import Purse
import Settlement
import Testing
import Wire
import World

/// Who bears what a convicted purse has spent beyond what it had (docs/spec/claims.md).
@Suite("Loss by counterfeit") struct LossTests {
  private static let kioskPolicy: UInt16 = 10

  /// Alice had 200; her card paid Bob 200 and its copy the kiosk 200. Holders of the kiosk's policy bear shares.
  private static func story(
    bearers: Set<UInt16> = [kioskPolicy], _ change: (inout Policy) -> Void = { _ in }
  ) throws -> Town {
    var town = try Town()
    var policy = town.policy
    policy.id = kioskPolicy
    change(&policy)
    town.stage.bank.ledger.rules.policies[policy.id] = [UInt8](town.stage.bank.signed(policy))
    town.stage.bank.ledger.rules.bearers = bearers
    try town.stage.issue("Kiosk", policy: policy, money: .zero)
    return town
  }

  private static func forked(_ town: inout Town) throws {
    let clone = town.stage.purses["Alice"]
    try town.exchange("Alice", "Bob", 200)
    town.stage.purses["Alice"] = clone
    try town.exchange("Alice", "Kiosk", 200)
  }

  private static func cashOut(_ name: String, _ units: UInt64, _ town: inout Town) throws {
    try town.stage.unload(name, Town.sek(units))
    try town.stage.sync(name)
  }

  private static func loss(_ town: Town) -> Int64 { town.book.totals.loss / 100 }

  @Test(
    "SUS-20, SUS-21, SUS-23: a bearer cashes out less its share, and every order of syncs ends alike",
    arguments: [
      ["Bob", "Kiosk", "Alice"], ["Kiosk", "Bob", "Alice"], ["Alice", "Bob", "Kiosk"],
      ["Kiosk", "Alice", "Bob"],
    ])
  func share(order: [String]) throws {
    var town = try Self.story()
    try Self.forked(&town)
    for name in order { try town.stage.sync(name) }
    // Alice's own purse, suspended, has nothing to add.
    #expect(town.shadow("Kiosk") == Town.sek(200) && Self.loss(town) == -200)
    try Self.cashOut("Bob", 200, &town)
    try Self.cashOut("Kiosk", 200, &town)
    #expect(town.account("Bob") == Town.sek(1_200))
    #expect(town.account("Kiosk") == Town.sek(100))
    #expect(Self.loss(town) == -100 && town.book.isBalanced)
    #expect(town.shadow("Kiosk") == .zero && town.stage.row("Kiosk")?.state == .active)
  }

  @Test("SUS-20: where all bear, the shares come to the loss and no more") func allBear() throws {
    var town = try Self.story(bearers: [9, Self.kioskPolicy])
    try Self.forked(&town)
    for name in ["Bob", "Kiosk"] { try town.stage.sync(name) }
    for name in ["Bob", "Kiosk"] { try Self.cashOut(name, 200, &town) }
    #expect(town.account("Bob") == Town.sek(1_100) && town.account("Kiosk") == Town.sek(100))
    #expect(Self.loss(town) == 0 && town.book.isBalanced)
  }

  @Test("SUS-20: without bearers the central bank bears it all") func none() throws {
    var town = try Self.story(bearers: [])
    try Self.forked(&town)
    for name in ["Bob", "Kiosk"] { try town.stage.sync(name) }
    for name in ["Bob", "Kiosk"] { try Self.cashOut(name, 200, &town) }
    #expect(town.account("Kiosk") == Town.sek(200) && Self.loss(town) == -200)
  }

  @Test("SUS-21: parts are paid as long as the rest covers the share, and the share is borne once")
  func parts() throws {
    var town = try Self.story()
    try Self.forked(&town)
    for name in ["Bob", "Kiosk"] { try town.stage.sync(name) }
    for (units, account) in [(60, 60), (60, 100), (80, 100)] as [(UInt64, UInt64)] {
      try Self.cashOut("Kiosk", units, &town)
      #expect(town.account("Kiosk") == Town.sek(account), "after \(units)")
    }
    try town.stage.sync("Charlie", load: Town.sek(50))
    try town.exchange("Charlie", "Kiosk", 50)
    try Self.cashOut("Kiosk", 50, &town)
    #expect(town.account("Kiosk") == Town.sek(150) && Self.loss(town) == -100)
  }

  @Test("SUS-21: whom a bearer pays gets all, and what it has not got is not borne") func spends()
    throws
  {
    var town = try Self.story()
    try Self.forked(&town)
    for name in ["Bob", "Kiosk"] { try town.stage.sync(name) }
    try town.exchange("Kiosk", "Charlie", 170)
    try Self.cashOut("Charlie", 170, &town)
    #expect(town.account("Charlie") == Town.sek(1_170))
    try Self.cashOut("Kiosk", 30, &town)
    #expect(town.account("Kiosk") == .zero && Self.loss(town) == -170)
    #expect(town.stage.row("Kiosk")?.advance == .zero && town.book.isBalanced)
  }

  @Test("SUS-22: what comes to light later is given back", arguments: [true, false])
  func givenBack(before: Bool) throws {
    var town = try Self.story()
    try town.stage.sync("Charlie", load: Town.sek(60))
    try town.exchange("Charlie", "Alice", 60)
    let clone = town.stage.purses["Alice"]
    try town.exchange("Alice", "Bob", 200)
    town.stage.purses["Alice"] = clone
    try town.exchange("Alice", "Kiosk", 200)
    for name in ["Bob", "Kiosk"] { try town.stage.sync(name) }
    if before { try town.stage.sync("Charlie") }
    try Self.cashOut("Kiosk", 200, &town)
    #expect(town.account("Kiosk") == Town.sek(before ? 130 : 100))
    if !before { try town.stage.sync("Charlie") }
    try town.stage.sync("Kiosk")
    #expect(town.account("Kiosk") == Town.sek(130) && Self.loss(town) == -70)
    #expect(town.book.isBalanced)
  }

  @Test(
    "SUS-23: what was cashed out before the conviction is paid; the share comes off what follows")
  func before() throws {
    var town = try Self.story()
    try Self.forked(&town)
    try town.stage.sync("Kiosk")
    try Self.cashOut("Kiosk", 200, &town)
    try town.stage.sync("Bob")
    #expect(town.account("Kiosk") == Town.sek(200) && Self.loss(town) == -200)
    try town.stage.sync("Charlie", load: Town.sek(130))
    try town.exchange("Charlie", "Kiosk", 130)
    let outcome = try {
      try town.stage.unload("Kiosk", Town.sek(130))
      return try town.stage.sync("Kiosk")
    }()
    #expect(outcome.notices.contains(.borne(Town.sek(100))))
    #expect(town.account("Kiosk") == Town.sek(230) && Self.loss(town) == -100)
  }

  @Test("SUS-21, SUS-24: a sweep pays out less the share, and the terminal is told") func sweep()
    throws
  {
    var town = try Self.story { policy in
      policy.reuse = false
      policy.sweep = true
    }
    try Self.forked(&town)
    try town.stage.sync("Bob")
    let outcome = try town.stage.sync("Kiosk")
    #expect(outcome.notices.contains(.borne(Town.sek(100))))
    #expect(town.account("Kiosk") == Town.sek(100) && town.stage.status("Kiosk")?.pending == .zero)
    #expect(Self.loss(town) == -100 && town.book.isBalanced)
  }

  @Test("SUS-21: a paid claim pays less the share") func claim() throws {
    var town = try Self.story()
    try Self.forked(&town)
    for name in ["Bob", "Kiosk"] { try town.stage.sync(name) }
    let serial = try #require(town.stage.serial("Kiosk"))
    let signed = town.stage.bank.claim(
      .lost, on: serial, account: "Kiosk", number: ClaimNumber(1), time: town.stage.time)
    try town.stage.bank.ledger.take(claim: signed, time: town.stage.time)
    let paid = try town.stage.bank.ledger.payClaim(
      on: serial, time: town.stage.time.adding(days: 800))
    #expect(paid == Town.sek(100) && town.account("Kiosk") == Town.sek(100))
    #expect(Self.loss(town) == -100 && town.book.isBalanced)
  }
}

/// What is cashed out while nothing explains it.
@Suite("Cash-out cap") struct CashOutCapTests {
  /// Bob's purse holds 80 that the ledger has forgotten, and he has taken it out.
  private static func unloaded(cap: UInt64?) throws -> (Town, SyncOutcome) {
    var town = try Town()
    if let cap { town.stage.bank.ledger.rules.cashOutCaps[town.policy.id] = Town.sek(cap) }
    let backup = town.stage.bank
    try town.exchange("Alice", "Bob", 80)
    try town.stage.sync("Bob")
    town.stage.bank = backup
    town.stage.bank.ledger.rules.mayHaveForgotten = true
    try town.stage.unload("Bob", Town.sek(80))
    let outcome = try town.stage.sync("Bob")
    return (town, outcome)
  }

  @Test("SUS-30: what nothing explains is cashed out up to the cap, the rest is kept back")
  func cap()
    throws
  {
    let (town, outcome) = try Self.unloaded(cap: 30)
    #expect(town.account("Bob") == Town.sek(1_030))
    #expect(town.stage.row("Bob")?.withheld == Town.sek(50))
    #expect(outcome.notices.contains(.withheld(Town.sek(50))))
    #expect(town.book.totals.held == 5_000 && town.book.isBalanced)
    #expect(town.stage.row("Bob")?.state == .active && town.book.proofs.rows.isEmpty)
  }

  @Test("SUS-31: it is paid by the very sync that explains it") func explained() throws {
    var (town, _) = try Self.unloaded(cap: 30)
    try town.stage.sync("Alice")
    #expect(town.account("Bob") == Town.sek(1_080))
    #expect(town.stage.row("Bob")?.withheld == .zero && town.book.totals.held == 0)
    #expect(town.stage.row("Bob")?.advance == .zero && town.book.isBalanced)
  }

  @Test("SUS-30: a cap of nothing keeps all of it back, and without a cap nothing is") func edges()
    throws
  {
    let (none, _) = try Self.unloaded(cap: nil)
    #expect(none.account("Bob") == Town.sek(1_080) && none.book.totals.held == 0)
    let (all, _) = try Self.unloaded(cap: 0)
    #expect(all.account("Bob") == Town.sek(1_000) && all.book.totals.held == 8_000)
  }

  @Test("SUS-30: a purse whose shadow suffices never meets the cap") func explainedBefore() throws {
    var town = try Town()
    town.stage.bank.ledger.rules.cashOutCaps[town.policy.id] = .zero
    try town.exchange("Alice", "Bob", 80)
    // Charlie makes Bob's shadow short first; Bob's own sync explains it.
    try town.exchange("Bob", "Charlie", 30)
    try town.stage.sync("Charlie")
    try town.stage.unload("Bob", Town.sek(50))
    let outcome = try town.stage.sync("Bob")
    #expect(outcome.notices.isEmpty && town.account("Bob") == Town.sek(1_050))
  }

  @Test("SUS-31: of a purse that is convicted it is taken off the loss") func convicted() throws {
    var (town, _) = try Self.unloaded(cap: 30)
    let clone = town.stage.purses["Bob"]
    try town.stage.sync("Bob", load: Town.sek(20))
    let paying = town.stage.purses["Bob"]
    let first = try town.paid("Bob", "Charlie", 10)
    town.stage.purses["Bob"] = paying
    let second = try town.paid("Bob", "Charlie", 11)
    town.stage.purses["Bob"] = clone
    try town.stage.sync("Charlie", documents: [first, second])
    #expect(town.stage.row("Bob")?.isConvicted == true)
    #expect(town.stage.row("Bob")?.withheld == .zero && town.book.totals.held == 0)
    #expect(town.book.isBalanced)
  }

  @Test("SUS-32: a suspended purse cashes out what its shadow shows, whatever the cap")
  func suspended() throws {
    var town = try Town()
    town.stage.bank.ledger.rules.cashOutCaps[town.policy.id] = Town.sek(1)
    let serial = try #require(town.stage.serial("Alice"))
    try town.stage.bank.ledger.suspend(serial)
    try town.stage.unload("Alice", Town.sek(200))
    try town.stage.sync("Alice")
    #expect(town.account("Alice") == Town.sek(1_000) && town.book.totals.held == 0)
  }
}
