import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// A repeated command gives the same answer and never a second effect (PUR-4).
struct RepetitionTests {
  /// Runs a command twice and expects the same answer and an unchanged purse.
  static func twice(_ pair: inout Pair, _ name: String, _ command: PurseCommand) throws {
    let first = try pair.stage.run(name, command)
    let before = try pair.picture(name)
    let second = try pair.stage.run(name, command)
    #expect(try pair.picture(name) == before)
    #expect(bytes(first) == bytes(second))
  }

  static func bytes(_ reply: PurseReply) -> [UInt8] {
    switch reply {
    case .message(let bytes): bytes
    case .payment(let bytes, let sealed): bytes + (sealed ?? [])
    case .upload(let packet): packet.bytes
    case .done, .nothing, .place, .status, .doubts, .openRequests: []
    }
  }

  @Test("PUR-4: a request made twice is one request") func request() throws {
    var pair = try Pair()
    try Self.twice(&pair, "Bob", .request(number: RequestNumber(1), amount: Pair.sek(5)))
    #expect(pair.stage.status("Bob")?.openRequests == 1)
  }

  @Test("PUR-4: a payment made twice is one debit") func pay() throws {
    var pair = try Pair()
    let request = try pair.stage.request("Bob", Pair.sek(5))
    try pair.stage.givePIN("Alice")
    try Self.twice(
      &pair, "Alice",
      .pay(expected: pair.next("Alice"), request: request.message, certificate: []))
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(195))
  }

  @Test("PUR-4: a repeated payment brings its sealed part again") func sealedAgain() throws {
    var pair = try Pair()
    try pair.exchange(50)
    let request = try pair.stage.request("Alice", Pair.sek(20))
    try pair.stage.givePIN("Bob")
    let command = PurseCommand.pay(
      expected: pair.next("Bob"), request: request.message, certificate: [])
    guard case .payment(_, let sealed) = try pair.stage.run("Bob", command),
      case .payment(_, let again) = try pair.stage.run("Bob", command)
    else { throw PurseError.storage }
    #expect(sealed != nil)
    #expect(sealed == again)
  }

  @Test("PUR-32: a direct payment torn and repeated is one debit (attack 9)") func direct() throws {
    var pair = try Pair()
    let serial = try #require(pair.stage.serial("Bob"))
    try pair.stage.givePIN("Alice")
    try Self.twice(
      &pair, "Alice",
      .payDirect(
        expected: pair.next("Alice"), amount: Pair.sek(5), payee: serial, certificate: []))
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(195))
  }

  @Test("PUR-4: an acceptance made twice is one credit") func accept() throws {
    var pair = try Pair()
    let payment = try pair.paid(5)
    try Self.twice(
      &pair, "Bob",
      .accept(
        expected: pair.next("Bob"), payment: payment.message,
        certificate: payment.certificate ?? [], sealed: []))
    #expect(pair.stage.status("Bob")?.spendable == Pair.sek(5))
  }

  @Test("PUR-36: a refusal of a request made twice is the same refusal") func refuseRequest() throws
  {
    var pair = try Pair()
    let packet = try pair.stage.request("Bob", Pair.sek(5))
    let digest = try Signed<Request>(packet.message.span.bytes)
      .digest(hash: ModelPurseCrypto(seed: 0))
    try Self.twice(
      &pair, "Bob", .refuseRequest(expected: pair.next("Bob"), request: digest))
  }

  @Test("PUR-37: a refusal of a payment made twice is the same refusal") func refuse() throws {
    var pair = try Pair()
    let payment = try pair.paidDirect(5)
    try Self.twice(
      &pair, "Bob", .refusePayment(expected: pair.next("Bob"), payment: payment.message))
    #expect(pair.stage.status("Bob")?.decidedDirect == 1)
  }

  @Test("PUR-40: an acceptance taken twice is taken once") func takeAcceptance() throws {
    var pair = try Pair()
    let decision = try pair.stage.accept("Bob", try pair.paid(5))
    try Self.twice(
      &pair, "Alice",
      .takeAcceptance(
        expected: pair.next("Alice"), acceptance: decision.message,
        certificate: decision.certificate ?? []))
  }

  @Test("PUR-41: a refusal taken twice gives the money back once") func takeRefusal() throws {
    var pair = try Pair()
    let decision = try pair.stage.refuse("Bob", payment: try pair.paid(5))
    try Self.twice(
      &pair, "Alice",
      .takeRefusal(
        expected: pair.next("Alice"), refusal: decision.message,
        certificate: decision.certificate ?? []))
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(200))
  }

  @Test("PUR-45: an unload made twice takes the value once") func unload() throws {
    var pair = try Pair()
    try pair.stage.givePIN("Alice")
    try Self.twice(&pair, "Alice", .unload(expected: pair.next("Alice"), amount: Pair.sek(5)))
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(195))
  }

  @Test("PUR-4: an unload is no repetition of a request of the same amount") func unlike() throws {
    var pair = try Pair()
    for _ in 1...7 { _ = try pair.stage.request("Alice", Pair.sek(5)) }
    try pair.stage.unload("Alice", Pair.sek(5))
    #expect(throws: PurseError.outOfOrder(next: 8)) {
      try pair.stage.run("Alice", .request(number: RequestNumber(7), amount: Pair.sek(5)))
    }
  }

  @Test("PUR-4: a purse that has done nothing has nothing to repeat") func nothing() throws {
    var pair = try Pair(0)
    #expect(throws: PurseError.outOfOrder(next: 1)) {
      try pair.stage.run("Bob", .request(number: RequestNumber(0), amount: .zero))
    }
    #expect(throws: PurseError.outOfOrder(next: 1)) {
      try pair.stage.run(
        "Bob",
        .payDirect(expected: .none, amount: .zero, payee: Serial(0), certificate: []))
    }
  }

  @Test("PUR-4: an older command that comes again is out of order") func older() throws {
    var pair = try Pair()
    let first = try pair.stage.request("Bob", Pair.sek(5))
    let expected = pair.next("Alice")
    _ = try pair.stage.pay("Alice", first)
    _ = try pair.paidDirect(6)
    #expect(throws: PurseError.outOfOrder(next: pair.next("Alice").value)) {
      try pair.stage.run(
        "Alice", .pay(expected: expected, request: first.message, certificate: []))
    }
  }

  @Test("PUR-12: the policy in force may come again") func policy() throws {
    var pair = try Pair()
    var newer = pair.policy
    newer.number = 2
    let message = [UInt8](pair.stage.bank.signed(newer))
    try Self.twice(&pair, "Alice", .updatePolicy(message))
    #expect(pair.stage.purses["Alice"]?.currentPolicy?.content.number == 2)
  }

  @Test("PUR-11: an authority may be taught again") func learn() throws {
    var pair = try Pair()
    try Self.twice(&pair, "Alice", .learnAuthority([UInt8](pair.stage.bank.issuer)))
  }

  @Test("SYN-2: a sync request repeats byte for byte, and new wishes wait") func sync() throws {
    var pair = try Pair()
    let first = try pair.stage.upload("Alice")
    _ = try pair.paidDirect(5)
    let second = try pair.stage.upload("Alice", load: Pair.sek(5))
    #expect(first == second)
  }

  @Test("SYN-10: a grant applied twice is applied once") func grant() throws {
    var pair = try Pair()
    let upload = try pair.stage.upload("Alice", load: Pair.sek(10))
    let outcome = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time)
    try Self.twice(&pair, "Alice", .applyGrant(outcome.grant))
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(210))
  }
}
