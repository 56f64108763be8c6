import Purse
import Settlement
import Testing
import Wire
import World

@testable import Payment

/// News pass on with payments, and cost nothing where there are none (FLD-10 to FLD-12).
struct NewsTests {
  static func list(_ desk: Desk, _ number: UInt32) -> [UInt8] {
    var list = BlockList(
      number: number, part: 0, parts: 1, time: ModelBank.start,
      currency: desk.stage.bank.ledger.rules.currency)
    list.serials.append(Serial(77))
    return [UInt8](desk.stage.bank.signed(list))
  }

  static func policy(_ desk: Desk, _ number: UInt32) throws -> [UInt8] {
    var policy = try #require(desk.stage.purses["Alice"]?.currentPolicy?.content)
    policy.number = number
    return [UInt8](desk.stage.bank.signed(policy))
  }

  static func numbers(_ desk: Desk, _ name: String) -> [UInt32] {
    [
      desk.stage.status(name)?.policyNumber ?? 0, desk.stage.status(name)?.blockListNumber ?? 0,
    ]
  }

  /// The whole of a payment of 80 from Alice to Bob.
  static func play(_ desk: inout Desk, news: [[UInt8]] = []) throws -> PayerSession.Outcome? {
    var payee = PayeeSession(
      certificate: desk.certificate("Bob"), authority: desk.authority, pin: SessionTests.pin,
      hash: ModelPurseCrypto(seed: 0), news: news)
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    var payer = desk.payer(.request(request), pin: SessionTests.pin)
    let payment = try Desk.sent(desk.drive(&payer, .start))
    let decision = try Desk.sent(desk.drive(&payee, .payment(payment)))
    return Desk.outcome(desk.drive(&payer, .decision(decision)))
  }

  @Test("FLD-11: the payer's newer list and policy reach the payee with the payment")
  func fromPayer() throws {
    var desk = try Desk()
    try desk.stage.run("Alice", .takeBlockList(Self.list(desk, 41)))
    try desk.stage.run("Alice", .updatePolicy(Self.policy(desk, 5)))
    #expect(try Self.play(&desk) == .accepted)
    #expect(Self.numbers(desk, "Bob") == [5, 41])
  }

  @Test("FLD-11: the payee's newer list and policy reach the payer with the decision")
  func fromPayee() throws {
    var desk = try Desk()
    try desk.stage.run("Bob", .takeBlockList(Self.list(desk, 41)))
    try desk.stage.run("Bob", .updatePolicy(Self.policy(desk, 5)))
    #expect(try Self.play(&desk) == .accepted)
    #expect(Self.numbers(desk, "Alice") == [5, 41])
  }

  @Test("FLD-11: a terminal's news reach a card in the tap that pays") func fromTerminal() throws {
    var desk = try Desk()
    let news = [Self.list(desk, 41), try Self.policy(desk, 5)]
    var payee = PayeeSession(
      certificate: desk.certificate("Bob"), authority: desk.authority, pin: nil,
      hash: ModelPurseCrypto(seed: 0), news: news)
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    var payer = desk.payer(.request(request), pin: SessionTests.pin)
    _ = try Desk.sent(desk.drive(&payer, .start))
    #expect(Self.numbers(desk, "Alice") == [5, 41])
  }

  @Test("FLD-12: without anything newer no purse is told a command more", arguments: [0, 41])
  func nothingNewer(number: UInt32) throws {
    var desk = try Desk()
    var news: [[UInt8]] = []
    if number > 0 {
      news = [Self.list(desk, number), try Self.policy(desk, 1)]
      for name in ["Alice", "Bob"] {
        try desk.stage.run(name, .takeBlockList(Self.list(desk, number)))
      }
    }
    #expect(try Self.play(&desk, news: news) == .accepted)
    // place, request; place, pay; learn (another issuer's authority is none), place, accept; place, take.
    let kinds = desk.told.map { "\($0)".prefix { $0 != "(" } }
    #expect(
      kinds == ["place", "request", "place", "pay", "place", "accept", "place", "takeAcceptance"])
  }

  @Test("FLD-12: forged news, older ones and those of another policy end the news, not the payment")
  func badNews() throws {
    var desk = try Desk()
    var forged = Self.list(desk, 41)
    forged[forged.count - 1] ^= 1
    var foreign = try #require(desk.stage.purses["Alice"]?.currentPolicy?.content)
    foreign.id = 77
    foreign.number = 9
    let news = [
      forged, [UInt8](desk.stage.bank.signed(foreign)), [1, 2, 3], [],
      [UInt8](repeating: 0xD2, count: 5_000),
    ]
    #expect(try Self.play(&desk, news: news) == .accepted)
    #expect(Self.numbers(desk, "Alice") == [1, 0])
    #expect(desk.stage.status("Bob")?.spendable == Desk.sek(80))
  }

  @Test("FLD-12: however much is offered, a meeting gives a card two at most") func bounded() throws
  {
    var desk = try Desk()
    let many = (1...40).map { Self.list(desk, UInt32($0)) }
    #expect(try Self.play(&desk, news: many) == .accepted)
    #expect(Self.numbers(desk, "Alice") == [1, 2])
  }

  @Test(
    "FLD-12: a link torn at any command of the news leaves the payment whole", arguments: 0..<16)
  func torn(command: Int) throws {
    for isDone in [false, true] {
      var desk = try Desk()
      try desk.stage.run("Alice", .takeBlockList(Self.list(desk, 41)))
      try desk.stage.run("Bob", .updatePolicy(Self.policy(desk, 5)))
      desk.tears = [Tear(command: command, isDone: isDone, losesPower: true)]
      #expect(try Self.play(&desk, news: [Self.list(desk, 42)]) == .accepted)
      #expect(desk.stage.status("Bob")?.spendable == Desk.sek(80))
      #expect(desk.stage.status("Alice")?.spendable == Desk.sek(120))
    }
  }

  @Test("FLD-6: what came beside a grant is given to the purse, newer things only") func take()
    throws
  {
    var desk = try Desk()
    var alice = try #require(desk.stage.purses["Alice"])
    #expect(try alice.take(news: [Self.list(desk, 41), Self.policy(desk, 5)]) == 2)
    #expect(try alice.take(news: [Self.list(desk, 41), Self.policy(desk, 5), [7]]) == 0)
    desk.stage.purses["Alice"] = alice
    #expect(Self.numbers(desk, "Alice") == [5, 41])
  }
}
