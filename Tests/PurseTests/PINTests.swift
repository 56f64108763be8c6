import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// The holder's PIN (PUR-13 to PUR-16).
struct PINTests {
  static let right: [UInt8] = [0x31, 0x32, 0x33, 0x34]
  static let wrong: [UInt8] = [0x39, 0x39, 0x39, 0x39]

  static func pin(_ digits: [UInt8]) throws(PurseError) -> PIN { try PIN(ascii: digits.span.bytes) }

  @Test("PUR-13: a PIN has 4 to 12 digits", arguments: [4, 5, 11, 12]) func lengths(_ count: Int)
    throws
  {
    var pair = try Pair()
    let digits = [UInt8](repeating: 0x37, count: count)
    try pair.stage.purses["Alice"]?.change(pin: Self.pin(Self.right), to: Self.pin(digits))
    try pair.stage.run("Alice", .verifyPIN(digits))
    #expect(throws: PurseError.pinWrong(triesLeft: 2)) {
      try pair.stage.run("Alice", .verifyPIN(Self.right))
    }
  }

  @Test(
    "PUR-13: anything else is no PIN and costs no try",
    arguments: [
      [], [0x31, 0x32, 0x33], [UInt8](repeating: 0x31, count: 13), [0x31, 0x32, 0x33, 0x2F],
      [0x31, 0x32, 0x33, 0x3A],
    ] as [[UInt8]])
  func format(_ digits: [UInt8]) throws {
    var pair = try Pair()
    #expect(throws: PurseError.pinFormat) { try pair.stage.run("Alice", .verifyPIN(digits)) }
    #expect(pair.stage.status("Alice")?.pinTriesLeft == 3)
  }

  @Test("PUR-15: the third wrong PIN in a row blocks, and the right one is then too late")
  func blocks() throws {
    var pair = try Pair()
    for left in [UInt8(2), 1] {
      #expect(throws: PurseError.pinWrong(triesLeft: left)) {
        try pair.stage.run("Alice", .verifyPIN(Self.wrong))
      }
    }
    for digits in [Self.wrong, Self.right] {
      #expect(throws: PurseError.pinBlocked) { try pair.stage.run("Alice", .verifyPIN(digits)) }
    }
    let request = try pair.stage.request("Bob", Pair.sek(1))
    #expect(throws: PurseError.pinBlocked) {
      try pair.stage.run(
        "Alice", .pay(expected: pair.next("Alice"), request: request.message, certificate: []))
    }
  }

  @Test("PUR-15: the right PIN gives all tries back") func resets() throws {
    var pair = try Pair()
    _ = try? pair.stage.run("Alice", .verifyPIN(Self.wrong))
    try pair.stage.run("Alice", .verifyPIN(Self.right))
    #expect(pair.stage.status("Alice")?.pinTriesLeft == 3)
  }

  @Test("PUR-15: tries outlive power") func outlive() throws {
    var pair = try Pair()
    _ = try? pair.stage.run("Alice", .verifyPIN(Self.wrong))
    let purse = try #require(pair.stage.purses["Alice"])
    #expect(Pair.reopened(purse).status.pinTriesLeft == 2)
  }

  @Test("PUR-17: a sync unblocks the PIN when the issuer has approved it, and once") func unblock()
    throws
  {
    var pair = try Pair()
    for _ in 0..<3 { _ = try? pair.stage.run("Alice", .verifyPIN(Self.wrong)) }
    try Self.syncWishingUnblock(&pair)
    #expect(pair.stage.status("Alice")?.pinTriesLeft == 0)
    try pair.stage.bank.ledger.approveUnblock(try #require(pair.stage.serial("Alice")))
    try Self.syncWishingUnblock(&pair)
    #expect(pair.stage.status("Alice")?.pinTriesLeft == 3)
    for _ in 0..<3 { _ = try? pair.stage.run("Alice", .verifyPIN(Self.wrong)) }
    try Self.syncWishingUnblock(&pair)
    #expect(pair.stage.status("Alice")?.pinTriesLeft == 0)
  }

  static func syncWishingUnblock(_ pair: inout Pair) throws {
    var wishes = SyncWishes()
    wishes.unblockPIN = true
    guard case .upload(let packet) = try pair.stage.run("Alice", .syncRequest(wishes)) else {
      throw PurseError.notPersonalised
    }
    let grant = try pair.stage.bank.ledger.sync(packet, time: pair.stage.time).grant
    try pair.stage.apply("Alice", grant)
  }

  @Test("PUR-16: a PIN serves one payment") func servesOnce() throws {
    var pair = try Pair()
    _ = try pair.paid(1)
    let request = try pair.stage.request("Bob", Pair.sek(1))
    #expect(throws: PurseError.pinRequired) {
      try pair.stage.run(
        "Alice", .pay(expected: pair.next("Alice"), request: request.message, certificate: []))
    }
  }

  @Test("PUR-16: a PIN is forgotten when power goes") func forgotten() throws {
    var pair = try Pair()
    let request = try pair.stage.request("Bob", Pair.sek(1))
    try pair.stage.givePIN("Alice")
    let purse = try #require(pair.stage.purses["Alice"])
    pair.stage.purses["Alice"] = Pair.reopened(purse)
    #expect(throws: PurseError.pinRequired) {
      try pair.stage.run(
        "Alice", .pay(expected: pair.next("Alice"), request: request.message, certificate: []))
    }
  }

  static func payWithoutPIN(_ pair: inout Pair, _ units: UInt64) throws {
    let request = try pair.stage.request("Bob", Pair.sek(units))
    let expected = pair.next("Alice")
    guard
      case .payment(let bytes, _) = try pair.stage.run(
        "Alice", .pay(expected: expected, request: request.message, certificate: []))
    else { throw PurseError.notPersonalised }
    let verification = try Signed<Payment>(bytes.span.bytes).content.verification
    #expect(verification == .none)
  }

  @Test("PUR-16: above an amount the PIN is asked for, at it not") func above() throws {
    var pair = try Pair {
      $0.pinRule = .above
      $0.pinAbove = Pair.sek(50)
    }
    try Self.payWithoutPIN(&pair, 50)
    #expect(throws: PurseError.pinRequired) { try Self.payWithoutPIN(&pair, 51) }
  }

  @Test("PUR-16: without a PIN the lower limit holds, with one it does not") func never() throws {
    var pair = try Pair {
      $0.pinRule = .never
      $0.largestWithoutPIN = Pair.sek(20)
    }
    try Self.payWithoutPIN(&pair, 20)
    #expect(throws: PurseError.aboveLargestPayment) { try Self.payWithoutPIN(&pair, 21) }
    let payment = try pair.paid(21)
    #expect(try Signed<Payment>(payment.message.span.bytes).content.verification == .pin)
  }

  @Test("PUR-16: receiving asks for the PIN where the policy says so") func receiving() throws {
    var pair = try Pair { $0.pinToReceive = true }
    let payment = try pair.paid(5)
    #expect(throws: PurseError.pinRequired) {
      try pair.stage.run(
        "Bob",
        .accept(
          expected: pair.next("Bob"), payment: payment.message,
          certificate: payment.certificate ?? [], sealed: []))
    }
    _ = try pair.stage.accept("Bob", payment)
  }

  @Test("PUR-45: unloading asks for the PIN unless the policy never does") func unloading() throws {
    var pair = try Pair()
    #expect(throws: PurseError.pinRequired) {
      try pair.stage.run("Alice", .unload(expected: pair.next("Alice"), amount: Pair.sek(1)))
    }
    var open = try Pair { $0.pinRule = .never }
    try open.stage.run("Alice", .unload(expected: open.next("Alice"), amount: Pair.sek(1)))
  }

  @Test("PUR-14: a PIN changes with the old one only") func change() throws {
    var pair = try Pair()
    #expect(throws: PurseError.pinWrong(triesLeft: 2)) {
      try pair.stage.purses["Alice"]?.change(
        pin: Self.pin(Self.wrong), to: Self.pin([0x35, 0x35, 0x35, 0x35]))
    }
    try pair.stage.run("Alice", .verifyPIN(Self.right))
  }
}
