import Money
import Purse
import Settlement
import Testing
import Wire
import World

@testable import Payment

/// One payment carried through by the two sessions, with links that hold and links that break.
struct SessionTests {
  static let pin: [UInt8] = [0x31, 0x32, 0x33, 0x34]

  /// A payment by request, from the question to the payer's knowledge of the answer.
  static func personToPerson(_ desk: inout Desk, pins: Bool) throws -> PayerSession.Outcome? {
    var payee = desk.payee(pin: pins ? pin : nil)
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    var payer = desk.payer(.request(request), pin: pins ? pin : nil)
    let payment = try Desk.sent(desk.drive(&payer, .start))
    let decision = try Desk.sent(desk.drive(&payee, .payment(payment)))
    return Desk.outcome(desk.drive(&payer, .decision(decision)))
  }

  @Test("FLO-3: three taps and two PINs move the money and tell the payer") func threeTaps() throws
  {
    var desk = try Desk()
    #expect(try Self.personToPerson(&desk, pins: true) == .accepted)
    #expect(desk.stage.status("Alice")?.spendable == Desk.sek(120))
    #expect(desk.stage.status("Bob")?.spendable == Desk.sek(80))
    #expect(desk.stage.status("Alice")?.doubts == 0)
    #expect(desk.pinsAsked == 0)
  }

  @Test("FLO-3: a PIN that was not given before is asked for in the middle") func asked() throws {
    var desk = try Desk()
    #expect(try Self.personToPerson(&desk, pins: false) == .accepted)
    #expect(desk.pinsAsked == 2)
    #expect(desk.stage.status("Bob")?.spendable == Desk.sek(80))
  }

  static let tears: [Tear] = (0..<16).flatMap { command in
    [
      Tear(command: command, isDone: false), Tear(command: command, isDone: true),
      Tear(command: command, isDone: false, losesPower: true),
      Tear(command: command, isDone: true, losesPower: true),
    ]
  }

  @Test("FLO-7: a link torn at any command changes nothing about the end", arguments: tears)
  func torn(_ tear: Tear) throws {
    var desk = try Desk()
    desk.tears = [tear]
    #expect(try Self.personToPerson(&desk, pins: true) == .accepted)
    #expect(desk.stage.status("Alice")?.spendable == Desk.sek(120))
    #expect(desk.stage.status("Bob")?.spendable == Desk.sek(80))
    #expect(desk.stage.status("Alice")?.sequence == SequenceNumber(3))
    #expect(desk.stage.status("Bob")?.sequence == SequenceNumber(1))
    #expect(desk.stage.status("Bob")?.openRequests == 0)
    #expect(desk.pinsAsked == 0)
  }

  @Test("FLO-7: nor does one torn at every second command") func tornOften() throws {
    var desk = try Desk()
    desk.tears = stride(from: 1, to: 40, by: 2).map { Tear(command: $0, isDone: $0 % 4 == 1) }
    #expect(try Self.personToPerson(&desk, pins: true) == .accepted)
    #expect(desk.stage.status("Bob")?.spendable == Desk.sek(80))
    #expect(desk.stage.status("Alice")?.spendable == Desk.sek(120))
  }

  @Test("FLO-4: at a terminal one PIN and one tap pay, and the takings are never spent")
  func terminal() throws {
    var desk = try Desk()
    let currency = try #require(Currency(letters: "SEK"))
    let policy = PolicyPreset.ekronaTerminal.policy(
      number: 1, time: ModelBank.start, currency: currency)
    desk.stage.bank.ledger.rules.policies[policy.id] = [UInt8](desk.stage.bank.signed(policy))
    desk.stage.purses["Bob"] = try desk.stage.bank.issuePurse(
      policy: policy, account: "Bob", kind: .terminal, bankSize: 32_768)
    #expect(try Self.personToPerson(&desk, pins: false) == .accepted)
    #expect(desk.pinsAsked == 1)
    #expect(desk.stage.status("Bob")?.pending == Desk.sek(80))
    #expect(desk.stage.status("Bob")?.spendable == .zero)
    let address = Packet(kind: .address, message: desk.certificate("Bob"))
    var direct = desk.payer(.direct(address, Desk.sek(1)), pin: Self.pin)
    let payment = try Desk.sent(desk.drive(&direct, .start))
    var payee = desk.payee()
    _ = payee.handle(.listen)
    #expect(
      Desk.outcome(desk.drive(&payee, .payment(payment))) == .failed(.directNotAllowed))
    try desk.stage.sync("Bob")
    #expect(desk.stage.bank.ledger.book.accounts["Bob"] == Desk.sek(1_080))
  }

  @Test("FLO-5: one tap pays a purse that is known, and its holder collects later") func direct()
    throws
  {
    var desk = try Desk()
    let address = Packet(kind: .address, message: desk.certificate("Bob"))
    var payer = desk.payer(.direct(address, Desk.sek(30)), pin: Self.pin)
    let payment = try Desk.sent(desk.drive(&payer, .start))
    var payee = desk.payee(pin: Self.pin)
    guard case .wait = desk.drive(&payee, .listen) else { throw Desk.Stuck() }
    let decision = try Desk.sent(desk.drive(&payee, .payment(payment)))
    #expect(Desk.outcome(desk.drive(&payer, .decision(decision))) == .accepted)
    #expect(desk.stage.status("Bob")?.spendable == Desk.sek(30))
  }

  @Test("FLO-6: the holder refuses his request, and the payer has the money back") func refuses()
    throws
  {
    var desk = try Desk()
    var payee = desk.payee()
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    var payer = desk.payer(.request(request), pin: Self.pin)
    _ = try Desk.sent(desk.drive(&payer, .start))
    let decision = try Desk.sent(desk.drive(&payee, .refuse))
    #expect(Desk.outcome(desk.drive(&payer, .decision(decision))) == .refunded)
    #expect(desk.stage.status("Alice")?.spendable == Desk.sek(200))
  }

  @Test("FLO-6: asked for the PIN, the holder may refuse the payment instead") func refusesPayment()
    throws
  {
    var desk = try Desk()
    let address = Packet(kind: .address, message: desk.certificate("Bob"))
    var payer = desk.payer(.direct(address, Desk.sek(30)), pin: Self.pin)
    let payment = try Desk.sent(desk.drive(&payer, .start))
    var payee = desk.payee()
    _ = payee.handle(.listen)
    var action = payee.handle(.payment(payment))
    for _ in 0..<10 {
      guard case .command(let command) = action else { break }
      switch desk.run("Bob", command) {
      case .reply(let reply): action = payee.handle(.reply(reply))
      case .failed(let error): action = payee.handle(.failed(error))
      case .torn: action = payee.handle(.torn)
      }
    }
    guard case .askPIN = action else { throw Desk.Stuck() }
    let decision = try Desk.sent(desk.drive(&payee, .refuse))
    #expect(Desk.outcome(desk.drive(&payer, .decision(decision))) == .refunded)
  }

  @Test("FLO-2: what the purse cannot decide goes to the ledger") func handedOn() throws {
    var desk = try Desk()
    var payee = desk.payee(pin: Self.pin)
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(10))))
    let first = try desk.stage.pay("Alice", request)
    let second = try desk.stage.pay("Alice", request)
    _ = try Desk.sent(desk.drive(&payee, .payment(first)))
    var late = desk.payee(pin: Self.pin)
    _ = late.handle(.listen)
    guard case .handToLedger(let packet) = desk.drive(&late, .payment(second)) else {
      throw Desk.Stuck()
    }
    #expect(packet == second)
  }

  @Test("FLO-1: a refusal of the purse ends the session with its reason") func insufficient() throws
  {
    var desk = try Desk()
    let address = Packet(kind: .address, message: desk.certificate("Bob"))
    var payer = desk.payer(.direct(address, Desk.sek(201)), pin: Self.pin)
    #expect(
      Desk.outcome(desk.drive(&payer, .start)) == .failed(.insufficientFunds))
    #expect(Desk.outcome(payer.handle(.start)) == .confused)
  }

  @Test("FLO-1: a wrong PIN ends the session, and the next one may try again") func wrongPIN()
    throws
  {
    var desk = try Desk()
    let address = Packet(kind: .address, message: desk.certificate("Bob"))
    var payer = desk.payer(.direct(address, Desk.sek(1)), pin: [0x39, 0x39, 0x39, 0x39])
    #expect(
      Desk.outcome(desk.drive(&payer, .start)) == .failed(.pinWrong(triesLeft: 2)))
    var again = desk.payer(.direct(address, Desk.sek(1)), pin: Self.pin)
    _ = try Desk.sent(desk.drive(&again, .start))
  }

  @Test("FLO-1: an address that is no certificate, or a decision that is none, confuses")
  func confused()
    throws
  {
    var desk = try Desk()
    var payer = desk.payer(.direct(Packet(kind: .address, message: [1]), Desk.sek(1)))
    #expect(Desk.outcome(desk.drive(&payer, .start)) == .confused)
    let address = Packet(kind: .address, message: desk.certificate("Bob"))
    var second = desk.payer(.direct(address, Desk.sek(1)), pin: Self.pin)
    let payment = try Desk.sent(desk.drive(&second, .start))
    #expect(Desk.outcome(desk.drive(&second, .decision(payment))) == .confused)
  }

  @Test("FLO-2: an event that does not fit the state confuses") func misfits() throws {
    var desk = try Desk()
    var payee = desk.payee()
    #expect(Desk.outcome(payee.handle(.refuse)) == .confused)
    var listening = desk.payee()
    _ = listening.handle(.listen)
    let address = Packet(kind: .address, message: desk.certificate("Bob"))
    #expect(Desk.outcome(desk.drive(&listening, .payment(address))) == .confused)
    var unasked = desk.payee()
    _ = unasked.handle(.listen)
    #expect(Desk.outcome(desk.drive(&unasked, .refuse)) == .failed(.askTheLedger))
  }
}
