import Purse
import Settlement
import Testing
import Wire
import World

@testable import Card

/// Every command of the purse, over APDUs only.
@Suite struct FlowTests {
  @Test("APD-21: person to person, and both sync: the ledger agrees with the cards") func story()
    throws
  {
    var desk = try Desk()
    let request = try desk.request("Bob", 5_000)
    let pay = try desk.pay("Alice", request)
    let payment = try desk.with("Alice") { Objects(try $0.expect(pay)) }
    let accept = try desk.accept("Bob", payment, from: "Alice")
    let acceptance = try desk.with("Bob") { Objects(try $0.expect(accept))[.message] }
    let bob = try desk.certificate("Bob")
    try desk.with("Alice") { slot in
      let take = Command(
        .takeAcceptance, number(.sequence, try slot.place().sequence + 1),
        object(.message, acceptance), object(.certificate, bob))
      _ = try slot.expect(take)
      #expect(Objects(try slot.expect(.read(0x01))).number(.doubts) == 0)
    }
    try desk.sync("Bob")
    try desk.sync("Alice")
    #expect(try desk.spendable("Alice") == 15_000)
    #expect(try desk.spendable("Bob") == 5_000)
    let shadows = desk.bank.ledger.book.purses.rows.values.map(\.shadow.minorUnits).sorted()
    #expect(shadows == [5_000, 15_000])
  }

  @Test("APD-12: the same command again, and READ LAST, give the same answer, after power too")
  func repetition() throws {
    var desk = try Desk()
    let request = try desk.request("Bob", 5_000)
    let pay = try desk.pay("Alice", request)
    try desk.with("Alice") { slot in
      let first = try slot.expect(pay)
      #expect(try slot.expect(pay) == first)
      #expect(Objects(try slot.expect(.read(0x06)))[.message] == Objects(first)[.message])
      slot.card.powerUp()
      slot.send(.select)
      #expect(Objects(try slot.expect(.read(0x06)))[.message] == Objects(first)[.message])
      #expect(try slot.expect(pay) == first)
      let place = try slot.place().sequence
      #expect(
        try slot.expect(Command(.readPayment, number(.sequence, place))) == first)
      #expect(slot.send(Command(.readPayment, number(.sequence, place + 1))).word == 0x6A83)
    }
    #expect(try desk.spendable("Alice") == 15_000)
  }

  @Test("APD-6, PUR-50: a payment with its sealed part comes whole, in parts, and again")
  func sealedPart() throws {
    var desk = try Desk()
    let first = try desk.request("Bob", 5_000)
    let pay = try desk.pay("Alice", first)
    let payment = try desk.with("Alice") { Objects(try $0.expect(pay)) }
    let accept = try desk.accept("Bob", payment, from: "Alice")
    try desk.with("Bob") { _ = try $0.expect(accept) }
    let back = try desk.request("Alice", 3_000)
    let onward = try desk.pay("Bob", back)
    try desk.with("Bob") { slot in
      var other = slot
      let answer = try slot.expect(onward)
      #expect(Objects(answer)[.sealed].count > 100)
      #expect(other.sendShort(onward).data == answer)
      let place = try slot.place().sequence
      #expect(try slot.expect(Command(.readPayment, number(.sequence, place))) == answer)
    }
    let onwardPayment = try desk.with("Bob") { Objects(try $0.expect(onward)) }
    let takeBack = try desk.accept("Alice", onwardPayment, from: "Bob")
    try desk.with("Alice") { _ = try $0.expect(takeBack) }
    // Bob syncs first: his money is explained by the evidence he passed on, and by Alice's.
    try desk.sync("Alice")
    try desk.sync("Bob")
    #expect(try desk.spendable("Alice") == 18_000)
  }

  @Test("APD-21: direct payment, refusals, refund, unload") func others() throws {
    var desk = try Desk()
    let bob = try desk.certificate("Bob")
    let serial = try Signed<Certificate>(bob.span.bytes).content.serial
    let direct = try desk.with("Alice") { slot in
      Objects(
        try slot.expect(
          Command(
            .payDirect, number(.sequence, try slot.place().sequence + 1), number(.amount, 700),
            number(.serial, serial.value), object(.pin, Array(Desk.pin.utf8)))))
    }
    let refusal = try desk.with("Bob") { slot in
      Objects(
        try slot.expect(
          Command(
            .refusePayment, number(.sequence, try slot.place().sequence + 1),
            object(.message, direct[.message]))))[.message]
    }
    try desk.with("Alice") { slot in
      #expect(Objects(try slot.expect(.read(0x01))).number(.spendable) == 19_300)
      let doubts = Objects(try slot.expect(.read(0x04)))
      #expect(doubts.values.count == 1)
      let doubt = Objects(try #require(doubts[ObjectTag.doubt.rawValue]))
      #expect(doubt.number(.amount) == 700 && doubt.number(.serial) == serial.value)
      _ = try slot.expect(
        Command(
          .takeRefusal, number(.sequence, try slot.place().sequence + 1),
          object(.message, refusal), object(.certificate, bob)))
      #expect(try slot.expect(.read(0x04)).isEmpty)
      _ = try slot.expect(
        Command(
          .unload, number(.sequence, try slot.place().sequence + 1), number(.amount, 300),
          object(.pin, Array(Desk.pin.utf8))))
      #expect(Objects(try slot.expect(.read(0x01))).number(.spendable) == 19_700)
    }
    try desk.sync("Alice")
    #expect(try desk.spendable("Alice") == 19_700)
  }

  @Test("APD-21: an open request is read and refused by its digest") func openRequests() throws {
    var desk = try Desk()
    _ = try desk.request("Bob", 5_000)
    _ = try desk.request("Bob", 6_000)
    try desk.with("Bob") { slot in
      let rows = Objects(try slot.expect(.read(0x05))).values.map { Objects($0.value) }
      #expect(rows.map { $0.number(.amount) } == [5_000, 6_000])
      let refuse = Command(
        .refuseRequest, number(.sequence, 1), object(.digest, rows[0][.digest]))
      let answer = try slot.expect(refuse)
      #expect(try slot.expect(refuse) == answer)
      #expect(Objects(try slot.expect(.read(0x05))).values.count == 1)
      var other = refuse
      other.data = number(.sequence, 2) + object(.digest, rows[0][.digest])
      #expect(slot.send(other).word == 0x9407)
    }
  }

  @Test("APD-22: READ ENTRY goes from first to last, and starts again after another command")
  func entries() throws {
    var desk = try Desk()
    let request = try desk.request("Bob", 5_000)
    let pay = try desk.pay("Alice", request)
    try desk.with("Alice") { slot in
      var next = Command(.readEntry)
      next.p1 = 1
      #expect(slot.send(Command(.readEntry)).word == 0x6A83, "no sync request is outstanding")
      _ = try slot.expect(pay)
      _ = try slot.expect(Command(.syncRequest))
      #expect(slot.send(next).word == 0x6985)
      // The grant that loaded the card lies before; its entry is the first.
      let first = try slot.expect(Command(.readEntry))
      let second = try slot.expect(next)
      #expect(Objects(first).number(.sequence) + 1 == Objects(second).number(.sequence))
      #expect(!Objects(second)[.message].isEmpty)
      #expect(slot.send(next).word == 0x6A83)
      #expect(slot.send(next).word == 0x6985)
      #expect(try slot.expect(Command(.readEntry)) == first)
      _ = try slot.expect(.read(0x01))
      #expect(slot.send(next).word == 0x6985)
    }
  }

  @Test("APD-21: authorities, policies and certificates that others carry") func carried() throws {
    var desk = try Desk()
    let bob = try desk.certificate("Bob")
    let issuer = [UInt8](desk.bank.issuer)
    var newer = desk.policy
    newer.number = 2
    let policy = [UInt8](desk.bank.signed(newer))
    let old = object(.message, [UInt8](desk.bank.signed(desk.policy)))
    try desk.with("Alice") { slot in
      _ = try slot.expect(Command(.check, object(.certificate, bob)))
      var forged = bob
      forged[forged.count - 1] ^= 1
      #expect(slot.send(Command(.check, object(.certificate, forged))).word == 0x940C)
      _ = try slot.expect(Command(.learn, object(.message, issuer)))
      _ = try slot.expect(Command(.update, object(.message, policy)))
      #expect(Objects(try slot.expect(.read(0x03)))[.policy] == policy)
      #expect(slot.send(Command(.update, old)).word == 0x9419)
    }
  }

  @Test("APD-20: what a tap costs can be read: one signature, no verification") func cost() throws {
    var desk = try Desk()
    let request = try desk.request("Bob", 5_000)
    let pay = try desk.pay("Alice", request)
    try desk.with("Alice") { slot in
      slot.card.powerUp()
      slot.send(.select)
      _ = try slot.expect(pay)
      let counts = Objects(try slot.expect(.read(0x0A)))
      #expect(counts.number(.signatures) == 1 && counts.number(.verifications) == 0)
      let versions = Objects(try slot.expect(.read(0x08)))
      #expect(versions.number(.appletVersion) == 1)
      #expect(versions.number(.largestData) == UInt64(CardLimits.data))
      #expect(slot.send(.read(0x09)).word == 0x6A88)
      #expect(slot.send(Command(0xCA, 0x02, 0x01)).word == 0x6A88)
      #expect(slot.send(Command(0xCA, 0x01, 0x01, [1])).word == 0x6700)
    }
  }
}
