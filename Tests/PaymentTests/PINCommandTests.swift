import Purse
import Testing
import Wire
import World

@testable import Payment

/// A PIN inside a command, and how few exchanges a tap costs because of it.
struct PINCommandTests {
  @Test("FLO-4: a tap is two exchanges, where the purse stands and what it shall do")
  func exchanges() throws {
    var desk = try Desk()
    var payee = desk.payee(pin: SessionTests.pin)
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    desk.told = []
    var payer = desk.payer(.request(request), pin: SessionTests.pin)
    let payment = try Desk.sent(desk.drive(&payer, .start))
    #expect(
      desk.told == [
        .place,
        .pay(
          expected: SequenceNumber(2), request: request.message, certificate: [],
          pin: SessionTests.pin),
      ])
    desk.told = []
    _ = try Desk.sent(desk.drive(&payee, .payment(payment)))
    #expect(
      desk.told == [
        .place,
        .accept(
          expected: SequenceNumber(1), payment: payment.message,
          certificate: desk.certificate("Alice"), sealed: [], pin: SessionTests.pin),
      ])
  }

  /// A direct payment of Alice's to Bob.
  static func payment(
    _ desk: Desk, _ units: UInt64, pin: [UInt8]?
  ) throws -> PurseCommand {
    let alice = try #require(desk.stage.status("Alice"))
    return .payDirect(
      expected: alice.sequence.next, amount: Desk.sek(units),
      payee: try #require(desk.stage.serial("Bob")), certificate: [], pin: pin)
  }

  @Test("PUR-16: a PIN inside a command that is refused serves no other one") func refused() throws
  {
    var desk = try Desk()
    let command = try Self.payment(desk, 201, pin: SessionTests.pin)
    #expect(throws: PurseError.insufficientFunds) { try desk.stage.run("Alice", command) }
    let next = try Self.payment(desk, 1, pin: nil)
    #expect(throws: PurseError.pinRequired) { try desk.stage.run("Alice", next) }
  }

  @Test("PUR-16: nor does one that the command did not need") func unneeded() throws {
    var desk = try Desk()
    let command = try Self.payment(desk, 1, pin: SessionTests.pin)
    try desk.stage.run("Alice", command)
    // A repetition: the PIN is verified, and not used up.
    try desk.stage.run("Alice", command)
    let next = try Self.payment(desk, 1, pin: nil)
    #expect(throws: PurseError.pinRequired) { try desk.stage.run("Alice", next) }
  }

  @Test("PUR-15: a wrong PIN inside a command costs a try and nothing else") func wrong() throws {
    var desk = try Desk()
    let command = try Self.payment(desk, 1, pin: [0x39, 0x39, 0x39, 0x39])
    #expect(throws: PurseError.pinWrong(triesLeft: 2)) { try desk.stage.run("Alice", command) }
    #expect(desk.stage.status("Alice")?.spendable == Desk.sek(200))
    let short = try Self.payment(desk, 1, pin: [0x31])
    #expect(throws: PurseError.pinFormat) { try desk.stage.run("Alice", short) }
    #expect(desk.stage.status("Alice")?.pinTriesLeft == 2)
  }

  @Test("PUR-45: an unload brings its PIN, too") func unload() throws {
    var desk = try Desk()
    let next = try #require(desk.stage.status("Alice")).sequence.next
    try desk.stage.run(
      "Alice", .unload(expected: next, amount: Desk.sek(5), pin: SessionTests.pin))
    #expect(desk.stage.status("Alice")?.spendable == Desk.sek(195))
  }

  @Test("PUR-14: a PIN is changed by a command, and serves no payment") func change() throws {
    var desk = try Desk()
    let new: [UInt8] = [0x35, 0x36, 0x37, 0x38]
    try desk.stage.run("Alice", .changePIN(old: SessionTests.pin, new: new))
    let without = try Self.payment(desk, 1, pin: nil)
    #expect(throws: PurseError.pinRequired) { try desk.stage.run("Alice", without) }
    try desk.stage.run("Alice", try Self.payment(desk, 1, pin: new))
  }
}
