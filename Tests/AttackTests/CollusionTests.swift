import Payment
import Purse
import Settlement
import Testing
import Wire
import World

/// Broken purses against the central bank: whatever they sign, the ledger stands and the honest are
/// whole.
struct CollusionTests {
  @Test("Payments of the largest amount make no balance overflow and stop nobody's sync")
  func largestAmounts() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0, "Eve": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    var eve = try #require(BrokenPurse(stage, "Eve"))
    for _ in 0..<3 { eve.receive(mallory.pay(.largest, to: eve.serial)) }
    try eve.sync(&stage, declaring: .largest)
    try mallory.sync(&stage, declaring: .zero)
    #expect(stage.bank.ledger.book.unexplained <= .largest)
    try Play.syncAll(&stage, ["Alice"])
    Play.expectAgreement(stage, ["Alice": 200])
    Play.expectJust(stage, guilty: ["Mallory", "Eve"])
  }

  @Test("Balances that together pass the largest amount are refused before anything is booked")
  func largestDeclaration() throws {
    var stage = try Play.stage(loads: ["Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let packet = mallory.upload(declaring: .largest, pending: .largest)
    #expect(throws: LedgerError.malformed(.outOfRange)) {
      try stage.bank.ledger.sync(packet, time: stage.time)
    }
    Play.expectJust(stage)
  }

  @Test("A payment of the largest amount is refused by a purse without limits, which lives on")
  func largestPayment() throws {
    let policy = try Play.policy {
      $0.operations = nil
      $0.largestBalance = nil
    }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try #require(stage.serial("Alice"))
    let payment = mallory.pay(.largest, to: alice)
    #expect(throws: PurseError.balanceLimit) { try stage.accept("Alice", payment) }
    #expect(throws: PurseError.balanceLimit) { try stage.request("Alice", .largest) }
    try stage.sync("Alice", documents: [payment])
    try Play.syncAll(&stage, ["Alice"])
    #expect(stage.status("Alice")?.spendable == Play.sek(200))
    let bob = try stage.request("Alice", Play.sek(5))
    #expect(bob.message.count > 0)
    Play.expectJust(stage)
  }

  @Test("Sums of an epoch cannot overflow either: value sent round and round is refused in the end")
  func largestSums() throws {
    let policy = try Play.policy {
      $0.operations = nil
      $0.largestBalance = nil
      $0.reuse = true
    }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try #require(stage.serial("Alice"))
    _ = try stage.accept("Alice", mallory.pay(.largest, to: alice))
    _ = try stage.payDirect("Alice", to: "Mallory", .largest)
    let again = mallory.pay(.largest, to: alice)
    #expect(throws: PurseError.sumUsedUp) { try stage.accept("Alice", again) }
    let small = mallory.pay(Play.sek(1), to: alice)
    #expect(throws: PurseError.sumUsedUp) { try stage.accept("Alice", small) }
  }

  @Test("A grant that no balance can hold waits, and applies once there is room")
  func noRoomForAGrant() throws {
    let policy = try Play.policy {
      $0.operations = nil
      $0.largestBalance = nil
    }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Bob": 200, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try #require(stage.serial("Alice"))
    _ = try stage.payDirect("Bob", to: "Alice", Play.sek(80))
    try stage.sync("Bob")
    let outcome = try stage.bank.ledger.sync(try stage.upload("Alice"), time: stage.time)
    let rest = try #require(Amount.largest.subtracting(Play.sek(200)))
    _ = try stage.accept("Alice", mallory.pay(rest, to: alice))
    #expect(throws: PurseError.balanceLimit) { try stage.apply("Alice", outcome.grant) }
    _ = try stage.payDirect("Alice", to: "Mallory", rest)
    try stage.apply("Alice", outcome.grant)
    #expect(stage.status("Alice")?.spendable == Play.sek(280))
    try stage.sync("Bob")
    try stage.sync("Alice")
    #expect(stage.bank.ledger.book.isBalanced)
  }

  @Test("A delivery that would pass the largest amount stays in the ledger until it fits")
  func noRoomForADelivery() throws {
    let policy = try Play.policy {
      $0.operations = nil
      $0.largestBalance = nil
    }
    var stage = try Play.stage(policy: policy, loads: ["Alice": 200, "Bob": 200, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let alice = try #require(stage.serial("Alice"))
    _ = try stage.payDirect("Bob", to: "Alice", Play.sek(80))
    try stage.sync("Bob")
    let rest = try #require(Amount.largest.subtracting(Play.sek(200)))
    _ = try stage.accept("Alice", mallory.pay(rest, to: alice))
    try stage.sync("Alice", load: Play.sek(10))
    #expect(stage.status("Alice")?.spendable == .largest)
    _ = try stage.payDirect("Alice", to: "Mallory", rest)
    try stage.sync("Alice")
    #expect(stage.status("Alice")?.spendable == Play.sek(280))
    #expect(stage.bank.ledger.book.isBalanced)
  }

  @Test("A grant for another purse, or to another request, is refused and changes nothing")
  func foreignGrant() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 100])
    let forAlice = try stage.bank.ledger.sync(
      try stage.upload("Alice", load: Play.sek(50)), time: stage.time
    ).grant
    #expect(throws: PurseError.grantDoesNotMatch) { try stage.apply("Bob", forAlice) }
    _ = try stage.upload("Bob")
    #expect(throws: PurseError.grantDoesNotMatch) { try stage.apply("Bob", forAlice) }
    var altered = forAlice
    altered[altered.count - 1] ^= 1
    #expect(throws: PurseError.badSignature) { try stage.apply("Alice", altered) }
    try stage.apply("Alice", forAlice)
    try Play.syncAll(&stage, ["Alice", "Bob"])
    Play.expectAgreement(stage, ["Alice": 250, "Bob": 100])
    Play.expectJust(stage)
  }

  @Test(
    "A holder of two purses who pays himself to and fro ends with what he had",
    arguments: [0, 1, 2, 3])
  func oneself(_ answer: Int) throws {
    var stage = try Play.stage(
      OrderAttackTests.answers[answer], loads: ["Left": 100, "Right": 0])
    for (payer, payee) in [("Left", "Right"), ("Right", "Left"), ("Left", "Right")] {
      _ = try stage.accept(payee, try stage.pay(payer, try stage.request(payee, Play.sek(90))))
    }
    let own = try stage.request("Left", Play.sek(5))
    #expect(throws: PurseError.notForThisPurse) { try stage.pay("Left", own) }
    try Play.syncAll(&stage, ["Right", "Left"])
    Play.expectAgreement(stage, ["Left": 10, "Right": 90])
    Play.expectJust(stage)
  }

  @Test(
    "A payment to a serial that nobody has comes back, brought by the payer or by a stranger",
    arguments: [false, true], [0, 3])
  func unknownPayee(_ byStranger: Bool, _ answer: Int) throws {
    var stage = try Play.stage(OrderAttackTests.answers[answer], loads: ["Alice": 200])
    let payment = try stage.payDirect("Alice", to: "Nobody", Play.sek(80))
    if byStranger { try stage.sync("Carrier", carrying: [payment]) }
    try Play.syncAll(&stage, ["Alice"])
    Play.expectAgreement(stage, ["Alice": 200])
    Play.expectJust(stage)
  }

  @Test("A convicted purse cashes out nothing, gets nothing, and whom it paid before is whole")
  func afterConviction() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Bob": 0, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let bob = try #require(stage.serial("Bob"))
    let paid = mallory.pay(Play.sek(30), to: bob)
    mallory.receive(try stage.payDirect("Alice", to: "Mallory", Play.sek(80)))
    try mallory.sync(&stage, declaring: Play.sek(50))
    Play.expectJust(stage, guilty: ["Mallory"])
    let account = stage.bank.ledger.book.accounts["Mallory"]
    mallory.enter(.unloaded(Play.sek(50)))
    let grant = try mallory.sync(&stage, declaring: .zero, load: Play.sek(10))
    #expect(grant.state == .suspended)
    #expect(grant.load.isZero)
    #expect(stage.bank.ledger.book.accounts["Mallory"] == account)
    _ = try stage.accept("Bob", paid)
    try Play.syncAll(&stage, ["Bob", "Alice"])
    Play.expectAgreement(stage, ["Alice": 120, "Bob": 30])
    Play.expectJust(stage, guilty: ["Mallory"])
  }

  @Test(
    "Where nothing was ever lost, an invented grant or payer suspends and cashes out nothing",
    arguments: [false, true])
  func invention(_ isPayer: Bool) throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let before = try #require(stage.bank.ledger.book.accounts["Mallory"])
    if isPayer {
      let invented = Payment(
        payer: Serial(99), sequence: SequenceNumber(1), previous: .start, amount: Play.sek(700),
        payee: mallory.serial, request: nil, verification: .pin, sealed: nil)
      mallory.receive(mallory.packet(.payment, invented))
    } else {
      try mallory.sync(&stage, declaring: .zero) { results in
        results.grant = Digest(.zero)
        results.deliveries.append(
          TransferOutcome(payment: Digest(.zero), amount: Play.sek(700), result: .tookEffect))
      }
    }
    try mallory.sync(&stage, declaring: Play.sek(700))
    #expect(stage.row("Mallory")?.state == .suspended)
    mallory.enter(.unloaded(Play.sek(700)))
    try mallory.sync(&stage, declaring: .zero)
    #expect(stage.bank.ledger.book.accounts["Mallory"] == before)
    #expect(stage.bank.ledger.book.isBalanced)
    #expect(stage.bank.ledger.book.proofs.rows.isEmpty)
  }

  @Test("LED-61: a suspended purse has no more swept to its account than its shadow shows")
  func inventedTakings() throws {
    let policy = try Play.policy { $0.sweep = true }
    var stage = try Play.stage(policy: policy, loads: ["Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    let before = try #require(stage.bank.ledger.book.accounts["Mallory"])
    try mallory.sync(&stage, declaring: .zero) { results in
      results.grant = Digest(.zero)
      results.deliveries.append(
        TransferOutcome(payment: Digest(.zero), amount: Play.sek(700), result: .tookEffect))
    }
    let upload = mallory.upload(declaring: .zero, pending: Play.sek(700))
    _ = try stage.bank.ledger.sync(upload, time: stage.time)
    #expect(stage.row("Mallory")?.state == .suspended)
    #expect(stage.bank.ledger.book.accounts["Mallory"] == before)
    #expect(stage.bank.ledger.book.isBalanced)
  }

  @Test(
    "LED-63: a suspension over a claimed past is taken back once it is cleared up")
  func inventedPast() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 100])
    let mallory = try #require(stage.serial("Mallory"))
    stage.bank.ledger.book.purses.update(mallory) { $0.grantNumber = .none }
    try stage.sync("Mallory")
    #expect(stage.row("Mallory")?.state == .suspended)
    #expect(stage.row("Mallory")?.isConvicted == false)
    #expect(stage.bank.ledger.book.proofs.rows.isEmpty)
    try stage.bank.ledger.reinstate(mallory)
    try stage.sync("Mallory")
    #expect(stage.row("Mallory")?.state == .active)
    #expect(stage.status("Mallory")?.lifeCycle == .active)
    stage.bank.ledger.book.purses.update(mallory) { $0.isConvicted = true }
    #expect(throws: LedgerError.convicted) { try stage.bank.ledger.reinstate(mallory) }
  }

  @Test("A purse that says it refused a delivery, without a refusal, leaves nothing in between")
  func saysRefused() throws {
    var stage = try Play.stage(loads: ["Alice": 200, "Mallory": 0])
    var mallory = try #require(BrokenPurse(stage, "Mallory"))
    _ = try stage.payDirect("Alice", to: "Mallory", Play.sek(80))
    try stage.sync("Alice")
    try mallory.sync(&stage, declaring: .zero) { $0.deliveries[0].result = .refused }
    try mallory.sync(&stage, declaring: .zero)
    try Play.syncAll(&stage, ["Alice"])
    Play.expectAgreement(stage, ["Alice": 200])
    Play.expectJust(stage)
  }
}
