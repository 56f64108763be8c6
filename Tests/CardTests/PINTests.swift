import Purse
import Settlement
import Testing
import Wire
import World

@testable import Card

@Suite struct PINTests {
  @Test("APD-13: VERIFY counts tries down, and blocks") func tries() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      #expect(slot.send(.verify("0000")).word == 0x63C2)
      #expect(slot.send(.verify("")).word == 0x63C2)
      #expect(slot.send(.verify(Desk.pin)).word == 0x9000)
      #expect(slot.send(.verify("")).word == 0x9000)
      #expect(slot.send(.verify("0000")).word == 0x63C2)
      #expect(slot.send(.verify("0001")).word == 0x63C1)
      #expect(slot.send(.verify("0002")).word == 0x6983)
      #expect(slot.send(.verify("")).word == 0x6983)
      #expect(slot.send(.verify(Desk.pin)).word == 0x6983)
    }
  }

  @Test("APD-13: what is no PIN costs no try; other references are not there") func form() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      for text in ["123", "1234567890123", "12x4"] {
        #expect(slot.send(.verify(text)).word == 0x6A80)
      }
      #expect(slot.send(Command(0x20, 0, 0x80, Array("1234".utf8))).word == 0x6A88)
      #expect(slot.send(Command(0x20, 0, 0x00, Array("1234".utf8))).word == 0x6A88)
      #expect(slot.send(Command(0x20, 1, 0x81, Array("1234".utf8))).word == 0x6A86)
      #expect(slot.send(.verify("")).word == 0x63C3)
    }
    var blank = Slot()
    blank.send(.select)
    #expect(blank.send(.verify("")).word == 0x6985)
    #expect(blank.send(.verify("1234")).word == 0x6985)
  }

  private func change(_ old: String, _ new: String) -> Command {
    let filled = [old, new].flatMap {
      Array($0.utf8) + [UInt8](repeating: 0xFF, count: max(0, 12 - $0.utf8.count))
    }
    return Command(0x24, 0, 0x81, filled)
  }

  @Test("APD-14: CHANGE REFERENCE DATA") func changing() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      #expect(slot.send(change("0000", "98765")).word == 0x63C2)
      #expect(slot.send(change(Desk.pin, "98765")).word == 0x9000)
      #expect(slot.send(.verify("")).word == 0x63C3)
      #expect(slot.send(.verify(Desk.pin)).word == 0x63C2)
      #expect(slot.send(.verify("98765")).word == 0x9000)
      #expect(slot.send(change("98765", "123456789012")).word == 0x9000)
      #expect(slot.send(.verify("123456789012")).word == 0x9000)
    }
  }

  @Test("APD-14: a new PIN that is none changes nothing and costs no try") func badNew() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      #expect(slot.send(change(Desk.pin, "12")).word == 0x6A80)
      #expect(slot.send(change("0000", "12")).word == 0x6A80)
      #expect(slot.send(Command(0x24, 0, 0x81, Array("12345678".utf8))).word == 0x6700)
      #expect(slot.send(Command(0x24, 1, 0x81)).word == 0x6A86)
      #expect(slot.send(Command(0x24, 0, 0x82)).word == 0x6A88)
      #expect(slot.send(.verify("")).word == 0x63C3)
      #expect(slot.send(.verify(Desk.pin)).word == 0x9000)
    }
  }

  @Test("APD-10: a PIN inside a command serves that command only") func inside() throws {
    var desk = try Desk()
    let first = try desk.request("Bob", 1_000)
    let second = try desk.request("Bob", 2_000)
    let paid = try desk.pay("Alice", first)
    try desk.with("Alice") { slot in
      _ = try slot.expect(paid)
      #expect(slot.send(.verify("")).word == 0x63C3)
      // The repetition needs no verification, and leaves none.
      _ = try slot.expect(paid)
      #expect(slot.send(.verify("")).word == 0x63C3)
    }
    let without = try desk.pay("Alice", second, pin: nil)
    try desk.with("Alice") { slot in
      #expect(slot.send(without).word == 0x6982)
      // A refusal after the right PIN leaves nothing verified either.
      let other = Command(
        .unload, number(.sequence, 9), number(.amount, 1), object(.pin, Array(Desk.pin.utf8)))
      #expect(slot.send(other).word == 0x9401)
      #expect(slot.send(without).word == 0x6982)
    }
    let wrong = try desk.pay("Alice", second, pin: "4321")
    try desk.with("Alice") { slot in
      #expect(slot.send(wrong).word == 0x63C2)
      #expect(slot.send(wrong).word == 0x63C1)
      #expect(slot.send(wrong).word == 0x6983)
      #expect(slot.send(without).word == 0x6983)
    }
    #expect(try desk.spendable("Alice") == 19_000)
  }

  @Test("APD-15, PUR-17: a grant is the resetting code, with a new PIN or without")
  func resetting() throws {
    for (p1, pin) in [(UInt8(0), "7777"), (1, Desk.pin)] {
      var desk = try Desk()
      try desk.with("Alice") { slot in
        for _ in 0..<3 { slot.send(.verify("0000")) }
      }
      let packet = try desk.upload("Alice", unblock: true)
      let serial = try Signed<SyncRequest>(packet.message.span.bytes).content.serial
      try desk.bank.ledger.approveUnblock(serial)
      let outcome = try desk.bank.ledger.sync(packet, time: ModelBank.start)
      let grant = object(.message, outcome.grant)
      try desk.with("Alice") { slot in
        let new = p1 == 0 ? object(.pin, Array(pin.utf8)) : []
        #expect(slot.send(Command(0x2C, 2, 0x81, grant + new)).word == 0x6A86)
        #expect(slot.send(Command(0x2C, p1, 0x80, grant + new)).word == 0x6A88)
        #expect(slot.send(Command(0x2C, 1 - p1, 0x81, grant + new)).word == 0x6A80)
        #expect(slot.send(.verify("")).word == 0x6983)
        _ = try slot.expect(Command(0x2C, p1, 0x81, grant + new))
        #expect(slot.send(.verify("")).word == 0x63C3)
        #expect(slot.send(.verify(pin)).word == 0x9000)
        // Once more changes nothing, the PIN neither.
        let again = p1 == 0 ? object(.pin, Array("1111".utf8)) : []
        #expect(slot.send(Command(0x2C, p1, 0x81, grant + again)).word == 0x9000)
        #expect(slot.send(.verify(pin)).word == 0x9000)
      }
    }
  }

  @Test("APD-15, PUR-17: a grant that does not unblock is no resetting code") func noCode() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      for _ in 0..<3 { slot.send(.verify("0000")) }
    }
    let packet = try desk.upload("Alice")
    let outcome = try desk.bank.ledger.sync(packet, time: ModelBank.start)
    let grant = object(.message, outcome.grant)
    try desk.with("Alice") { slot in
      let before = slot.picture
      let pin = object(.pin, Array("7777".utf8))
      #expect(slot.send(Command(0x2C, 0, 0x81, grant + pin)).word == 0x9409)
      #expect(slot.send(Command(0x2C, 1, 0x81, grant)).word == 0x9409)
      #expect(slot.picture == before)
      #expect(slot.send(Command(.apply, grant)).word == 0x9000)
      #expect(slot.send(.verify("")).word == 0x6983)
    }
  }
}
