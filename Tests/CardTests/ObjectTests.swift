import Testing

@testable import Card

@Suite struct ObjectTests {
  /// A PAY whose objects a test may bend.
  private func withPay(
    _ body: (inout Slot, _ sequence: [UInt8], _ request: [UInt8], _ pin: [UInt8]) throws -> Void
  ) throws {
    var desk = try Desk()
    let request = try desk.request("Bob", 5_000)
    try desk.with("Alice") { slot in
      let sequence = number(.sequence, try slot.place().sequence + 1)
      try body(
        &slot, sequence, object(.message, request), object(.pin, Array(Desk.pin.utf8)))
    }
  }

  @Test("APD-7: order, number and lengths of data objects have one form") func oneForm() throws {
    try withPay { slot, sequence, request, pin in
      let before = slot.picture
      let message = Array(request.dropFirst(2))
      let wrong: [(String, [UInt8])] = [
        ("another order", request + sequence + pin),
        ("twice", sequence + sequence + request + pin),
        ("missing", request + pin),
        ("one too many", sequence + request + object(.sealed, [1]) + pin),
        ("not a tag of commands", sequence + request + pin + number(.spendable, 1)),
        ("bytes left over", sequence + request + pin + [0x89]),
        ("length longer than the data", sequence + [0x85, 0x81]),
        ("length past the end", sequence + [0x85, 0x7F] + message),
        ("a longer length than needed", sequence + [0x85, 0x81, UInt8(message.count)] + message),
        ("a much longer one", sequence + [0x85, 0x82, 0, UInt8(message.count)] + message),
        ("a number with a zero in front", [0x80, 0x02, 0x00, 0x02] + request + pin),
        ("an empty number", [0x80, 0x00] + request + pin),
        ("a number of nine bytes", [0x80, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0] + request + pin),
        ("an empty message", sequence + [0x85, 0x00] + pin),
        ("a PIN of letters", sequence + request + object(.pin, Array("12a4".utf8))),
        ("a PIN of three digits", sequence + request + object(.pin, Array("123".utf8))),
        ("a time past the end of time", sequence + request + pin + number(.time, .max)),
      ]
      for (name, data) in wrong {
        var command = Command(.pay)
        command.data = data
        #expect(slot.send(command).word == 0x6A80, "\(name)")
        #expect(slot.picture == before, "\(name)")
      }
      #expect(slot.send(Command(.pay, sequence, request, pin)).word == 0x9000)
    }
  }

  @Test("APD-7: an amount above the largest, and a wish that says more than it should")
  func values() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      let before = slot.picture
      let tooMuch = number(.amount, 1_000_000_000_000_001)
      for command in [
        Command(.request, number(.requestNumber, 1), tooMuch),
        Command(.syncRequest, tooMuch), Command(.syncRequest, object(.unblock, [1])),
        Command(.refuseRequest, number(.sequence, 2), object(.digest, [1, 2, 3])),
      ] {
        #expect(slot.send(command).word == 0x6A80)
      }
      #expect(slot.picture == before)
    }
  }

  @Test("APD-7: a PIN may be filled up to twelve bytes") func filledPIN() throws {
    try withPay { slot, sequence, request, _ in
      let filled = Array(Desk.pin.utf8) + [UInt8](repeating: 0xFF, count: 8)
      #expect(slot.send(Command(.pay, sequence, request, object(.pin, filled))).word == 0x9000)
    }
  }

  @Test("APD-8: the form of the objects is checked before the purse's rules") func order() throws {
    var slot = Slot()
    slot.send(.select)
    #expect(slot.send(Command(.pay)).word == 0x6A80)
    #expect(
      slot.send(Command(.unload, number(.sequence, 1), number(.amount, 1))).word == 0x6985)
  }

  @Test("APD-11: nothing of a command stays in the buffer") func wiped() throws {
    try withPay { slot, sequence, request, _ in
      for data in [object(.pin, Array("4711".utf8)), object(.pin, Array(Desk.pin.utf8))] {
        slot.send(Command(.pay, sequence, request, data))
        let bytes = withUnsafeBytes(of: slot.card.buffer) { Array($0) }
        for start in 0..<(bytes.count - 4) {
          let four = Array(bytes[start..<(start + 4)])
          #expect(four != Array("4711".utf8) && four != Array(Desk.pin.utf8))
        }
      }
    }
  }
}
