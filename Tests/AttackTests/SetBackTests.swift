import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// A ledger set back to an older copy gives nobody twice what it has forgotten, and suspects nobody (row 19).
struct SetBackTests {
  /// Alice has paid Bob, who was registered after the copy that the ledger is set back to.
  private static func forgottenPayee() throws -> (stage: Stage, bob: Signed<Certificate>) {
    var stage = try Play.stage(loads: ["Alice": 200])
    let copy = stage.bank.ledger
    try stage.issue("Bob", policy: try Play.policy(), money: .zero)
    _ = try stage.accept("Bob", try stage.pay("Alice", try stage.request("Bob", Play.sek(80))))
    stage.bank.ledger = copy
    stage.bank.ledger.rules.mayHaveForgotten = true
    return (stage, try #require(stage.purses["Bob"]?.currentCertificate))
  }

  /// The operator adds what the log holds.
  private static func register(_ bob: Signed<Certificate>, _ stage: inout Stage) throws {
    try stage.bank.ledger.openAccount("Bob")
    try stage.bank.ledger.register(bob, account: "Bob")
  }

  @Test(
    "LED-50: what was paid to a purse that a restored ledger has forgotten is held, and his when he is known",
    arguments: [false, true])
  func forgotten(_ payeeFirst: Bool) throws {
    var (stage, bob) = try Self.forgottenPayee()
    for _ in 0..<3 { try stage.sync("Alice") }
    #expect(throws: LedgerError.unknownPurse) { try stage.sync("Bob") }
    #expect(stage.status("Alice")?.spendable == Play.sek(120))
    #expect(stage.bank.ledger.book.totals.held == 8_000)
    try Self.register(bob, &stage)
    try Play.syncAll(&stage, payeeFirst ? ["Bob", "Alice"] : ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 80])
    Play.expectJust(stage)
  }

  @Test(
    "LED-50: when the operator's word is taken back, what is still to nobody is given back, once")
  func wordTakenBack() throws {
    var (stage, _) = try Self.forgottenPayee()
    _ = try stage.payDirect("Alice", to: "nobody", Play.sek(7))
    for _ in 0..<3 { try stage.sync("Alice") }
    #expect(stage.status("Alice")?.spendable == Play.sek(113))
    stage.bank.ledger.rules.mayHaveForgotten = false
    try Play.syncAll(&stage, ["Alice"])
    Play.expectAgreement(stage, ["Alice": 200])
    Play.expectJust(stage)
  }

  @Test("LED-50: a claim is not paid what went to a purse that the ledger may have forgotten")
  func claimed() throws {
    var (stage, bob) = try Self.forgottenPayee()
    try stage.sync("Alice")
    let alice = try #require(stage.serial("Alice"))
    let claim = stage.bank.claim(
      .lost, on: alice, account: "Alice", number: ClaimNumber(1), time: stage.time)
    try stage.bank.ledger.take(claim: claim, time: stage.time)
    stage.time = stage.time.adding(days: ModelBank.lifetimeDays + 31)
    #expect(try stage.bank.ledger.payClaim(on: alice, time: stage.time) == Play.sek(120))
    try Self.register(bob, &stage)
    #expect(try stage.bank.ledger.payClaim(on: alice, time: stage.time) == .zero)
    try Play.syncAll(&stage, ["Bob"])
    Play.expectAgreement(stage, ["Bob": 80])
    #expect(stage.bank.ledger.book.accounts["Alice"] == Play.sek(9_920))
    Play.expectJust(stage)
  }

  @Test(
    "LED-51: a refund that stands among forgotten entries is not given once more, rotated meanwhile or not",
    arguments: [false, true], [nil, 1])
  func forgottenRefund(_ payeeFirst: Bool, _ rotation: UInt32?) throws {
    let policy = try Play.policy { $0.rotation = rotation }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Bob": 100])
    let before = try #require(stage.serial("Alice"))
    let request = try stage.request("Bob", Play.sek(80))
    _ = try stage.pay("Alice", request)
    let upload = try stage.upload("Alice")
    try stage.take("Alice", try stage.refuse("Bob", request: request))
    try stage.apply("Alice", try stage.bank.ledger.sync(upload, time: stage.time).grant)
    let copy = stage.bank.ledger
    #expect(stage.serial("Alice") == before)
    try stage.sync("Alice")
    #expect((stage.serial("Alice") != before) == (rotation != nil))
    stage.bank.ledger = copy
    stage.bank.ledger.rules.mayHaveForgotten = true
    try Play.syncAll(&stage, payeeFirst ? ["Bob", "Alice"] : ["Alice", "Bob"])
    #expect(stage.status("Alice")?.spendable == Play.sek(200))
    #expect(stage.bank.ledger.book.totals.held == 8_000)
    Play.expectJust(stage)
  }

  @Test("LED-51: a refund by a payee whom the ledger has forgotten does not come again")
  func forgottenRefuser() throws {
    var stage = try Play.stage(loads: ["Alice": 200])
    let copy = stage.bank.ledger
    try stage.issue("Bob", policy: try Play.policy(), money: .zero)
    let request = try stage.request("Bob", Play.sek(80))
    _ = try stage.pay("Alice", request)
    try stage.take("Alice", try stage.refuse("Bob", request: request))
    stage.bank.ledger = copy
    stage.bank.ledger.rules.mayHaveForgotten = true
    try Play.syncAll(&stage, ["Alice"])
    stage.bank.ledger.rules.mayHaveForgotten = false
    try Play.syncAll(&stage, ["Alice"])
    Play.expectAgreement(stage, ["Alice": 200])
    Play.expectJust(stage)
  }

  /// The copy has the serial as it was offered first; Alice paid on, and took it with the next grant.
  @Test(
    "PRV-22: a payment made before a rotation that a restored ledger has forgotten suspends nobody",
    arguments: [false, true])
  func forgottenAdoption(_ wordIsOver: Bool) throws {
    let policy = try Play.policy { $0.rotation = 1 }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Bob": 0])
    let upload = try stage.upload("Alice")
    let payment = try stage.payDirect("Alice", to: "Bob", Play.sek(80))
    try stage.apply("Alice", try stage.bank.ledger.sync(upload, time: stage.time).grant)
    let copy = stage.bank.ledger
    let before = try #require(stage.serial("Alice"))
    try stage.sync("Alice")
    #expect(stage.serial("Alice") != before)
    stage.bank.ledger = copy
    stage.bank.ledger.rules.mayHaveForgotten = true
    try stage.sync("Alice")
    stage.bank.ledger.rules.mayHaveForgotten = !wordIsOver
    _ = try stage.accept("Bob", payment)
    try Play.syncAll(&stage, ["Bob", "Alice"])
    #expect(stage.status("Bob")?.spendable == Play.sek(80))
    Play.expectJust(stage)
  }

  /// With one serial for both keys what Alice took would be a forgery for the ledger, and she its bearer.
  @Test(
    "PRV-6: a ledger that was set back never gives one serial to two keys, so that no payee is framed"
  )
  func twoKeys() throws {
    let policy = try Play.policy { $0.rotation = 1 }
    var stage = try Play.stage(policy: policy, loads: ["Mallory": 200, "Alice": 0])
    let copy = stage.bank.ledger
    let before = try #require(stage.purses["Mallory"])
    try stage.sync("Mallory")
    let first = try #require(stage.serial("Mallory"))
    _ = try stage.accept("Alice", try stage.payDirect("Mallory", to: "Alice", Play.sek(80)))
    stage.bank.ledger = copy
    stage.bank.ledger.rules.mayHaveForgotten = true
    stage.purses["Mallory"] = ModelPurse(
      crypto: ModelPurseCrypto(seed: 4_711), storage: before.storage)
    try stage.sync("Mallory")
    #expect(stage.serial("Mallory") != first)
    try stage.sync("Alice")
    #expect(stage.status("Alice")?.spendable == Play.sek(80))
    Play.expectJust(stage)
  }

  /// The list is kept beside the books, and is not set back with them.
  @Test(
    "PRV-14: a serial that was listed with a claim, and forgotten when the purse was found, leaves the list when it is given again"
  )
  func forgottenOnTheList() throws {
    let policy = try Play.policy { $0.rotation = 1 }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Bob": 0])
    let alice = try #require(stage.serial("Alice"))
    let copy = stage.bank.ledger
    // The grant with the next serial is lost.
    _ = try stage.bank.ledger.sync(try stage.upload("Alice"), time: stage.time)
    for kind in [ClaimKind.lost, .found] {
      let number = ClaimNumber(kind == .lost ? 1 : 2)
      let claim = stage.bank.claim(
        kind, on: alice, account: "Alice", number: number, time: stage.time)
      if kind == .lost {
        try stage.bank.ledger.take(claim: claim, time: stage.time)
        let list = stage.bank.ledger.rules.blockList
        #expect(list.entries.count == 3)
        stage.bank.ledger = copy
        stage.bank.ledger.rules.blockList = list
        stage.bank.ledger.rules.mayHaveForgotten = true
      }
      try stage.bank.ledger.take(claim: claim, time: stage.time)
    }
    let forgotten = try #require(stage.bank.ledger.rules.blockList.entries.first?.serial)
    try stage.sync("Alice")
    #expect(stage.serial("Alice") == forgotten)
    #expect(stage.bank.ledger.rules.blockList.entries.isEmpty)
    _ = try stage.accept("Bob", try stage.payDirect("Alice", to: "Bob", Play.sek(80)))
    Play.expectJust(stage)
  }

  @Test("PRV-14, CLM-51: nor is a restored purse given a serial that is on the list")
  func forgottenHeir() throws {
    var stage = try Play.stage(loads: ["Alice": 200])
    let copy = stage.bank.ledger
    _ = try stage.purses["Alice"]?.markRestored()
    let grant = try stage.bank.ledger.sync(try stage.upload("Alice"), time: stage.time).grant
    let content = try Signed<SyncGrant>(grant.span.bytes).content
    let heir = try #require(content.certificate).content.serial
    let claim = stage.bank.claim(
      .lost, on: heir, account: "Alice", number: ClaimNumber(1), time: stage.time)
    try stage.bank.ledger.take(claim: claim, time: stage.time)
    let list = stage.bank.ledger.rules.blockList
    #expect(list.contains(heir))
    stage.bank.ledger = copy
    stage.bank.ledger.rules.blockList = list
    try stage.sync("Alice")
    #expect(stage.serial("Alice") == heir)
    #expect(!stage.bank.ledger.rules.blockList.contains(heir))
    #expect(stage.bank.ledger.rules.blockList.contains(content.serial))
  }
}
