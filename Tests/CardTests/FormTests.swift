import Testing
import Wire
import World

@testable import Card

@Suite struct FormTests {
  @Test("APD-4: classes the card does not speak") func classes() throws {
    var slot = Slot()
    slot.send(.select)
    for cla in UInt8.min...UInt8.max {
      let word = slot.send(raw: [cla, 0xCA, 0x01, 0x01, 0x00]).word
      switch cla {
      case 0x00: #expect(word == 0x9000)
      case 0x80: #expect(word == 0x6D00)
      case 0x10, 0x90: #expect(word == 0x9000, "the first of a chain")
      case 0x01...0x03, 0x11...0x13, 0x81...0x83, 0x91...0x93, 0x40...0x7F:
        #expect(word == 0x6881, "class \(cla)")
      case 0x04...0x1F, 0x84...0x9F: #expect(word == 0x6882, "class \(cla)")
      default: #expect(word == 0x6E00, "class \(cla)")
      }
      slot.send(.select)
      slot.send(.select)
    }
  }

  @Test("APD-4: unknown instructions") func instructions() {
    var slot = Slot()
    slot.send(.select)
    for instruction in UInt8.min...UInt8.max {
      let known = Instruction(rawValue: instruction) != nil
      #expect((slot.send(raw: [0x80, instruction, 0, 0]).word == 0x6D00) == !known)
    }
    for instruction in UInt8.min...UInt8.max
    where ![0xA4, 0x20, 0x24, 0x2C, 0xCA, 0xC0].contains(instruction) {
      #expect(slot.send(raw: [0x00, instruction, 0, 0]).word == 0x6D00)
    }
  }

  @Test(
    "APD-5: lengths that do not fit",
    arguments: [
      [], [0x00], [0x00, 0xA4], [0x00, 0xA4, 0x04], [0x00, 0xA4, 0x04, 0x00, 0x09, 0xF0],
      [0x00, 0xA4, 0x04, 0x00, 0x01, 0xF0, 0x00, 0x00], [0x00, 0xA4, 0x04, 0x00, 0x00, 0x01],
      [0x00, 0xA4, 0x04, 0x00, 0x00, 0x00, 0x02, 0xF0],
      [0x00, 0xA4, 0x04, 0x00, 0x00, 0x00, 0x01, 0xF0, 0x00],
      [0x00, 0xA4, 0x04, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00],
    ])
  func lengths(bytes: [UInt8]) {
    var slot = Slot()
    #expect(slot.send(raw: bytes).word == 0x6700)
    #expect(slot.send(.select).word == 0x9000, "and the next command is heard")
  }

  @Test("APD-5: more data than the card takes is refused, and the next command is heard")
  func oversize() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      let before = slot.picture
      for size in [CardLimits.data + 1, 10_000, 65_535] {
        var command = Command(.apply)
        command.data = [UInt8](repeating: 0x85, count: size)
        #expect(slot.send(command).word == 0x6700)
        #expect(slot.sendShort(command).word == 0x6700)
      }
      var command = Command(.apply)
      command.data = [UInt8](repeating: 0x85, count: CardLimits.data)
      #expect(slot.send(command).word == 0x6A80)
      #expect(slot.sendShort(command).word == 0x6A80)
      #expect(slot.picture == before)
    }
  }

  @Test("APD-5, APD-6: in short form every answer is the same as in extended form")
  func shortForm() throws {
    var desk = try Desk()
    let request = try desk.request("Bob", 5_000)
    let pay = try desk.pay("Alice", request)
    try desk.with("Alice") { slot in
      var other = slot
      for command in [.select, pay] + (1...8).map({ Command.read($0) }) + [Command(.syncRequest)] {
        let long = slot.send(command)
        let short = other.sendShort(command)
        #expect(long.word == short.word && long.data == short.data)
      }
      #expect(slot.picture == other.picture)
    }
    let payment = try desk.with("Alice") { Objects(try $0.expect(pay)) }
    let accept = try desk.accept("Bob", payment, from: "Alice")
    #expect(accept.chained.count == 2)
    try desk.with("Bob") { slot in
      #expect(slot.sendShort(accept).word == 0x9000)
    }
    #expect(try desk.spendable("Bob") == 5_000)
  }

  @Test("APD-5: a chain broken off by another command is forgotten") func brokenChain() throws {
    var desk = try Desk()
    let request = try desk.request("Bob", 5_000)
    var pay = try desk.pay("Alice", request)
    pay.data += [UInt8](repeating: 0, count: 200)
    try desk.with("Alice") { slot in
      let before = slot.picture
      let blocks = pay.chained
      #expect(slot.send(raw: blocks[0]).word == 0x9000)
      #expect(slot.send(.read(0x01)).word == 0x6883)
      #expect(slot.send(.read(0x01)).word == 0x9000, "the chain is over")
      #expect(slot.send(raw: blocks[0]).word == 0x9000)
      #expect(slot.send(.part(256)).word == 0x6883)
      #expect(slot.send(raw: blocks[0]).word == 0x9000)
      slot.card.powerUp()
      #expect(slot.picture == before)
      slot.send(.select)
      // The second half alone is no command.
      #expect(slot.send(raw: blocks[1]).word == 0x6A80)
      #expect(slot.picture == before)
    }
  }

  @Test("APD-6: an answer comes in parts of the length expected", arguments: [1, 7, 100, 255, 256])
  func parts(size: Int) throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      let whole = try slot.expect(.read(0x01))
      var command = Command.read(0x01)
      command.expected = size
      var answer = slot.send(command)
      var data = answer.data
      while answer.word >> 8 == 0x61 {
        let left = Int(answer.word & 0xFF)
        #expect(left == whole.count - data.count)
        answer = slot.send(.part(size))
        data += answer.data
      }
      #expect(answer.word == 0x9000)
      #expect(data == whole)
      #expect(slot.send(.part(256)).word == 0x6985)
    }
  }

  @Test("APD-6: a command that expects no answer is told that there is one") func noneExpected()
    throws
  {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      let whole = try slot.expect(.read(0x02))
      var command = Command.read(0x02)
      command.expected = 0
      let answer = slot.send(command)
      #expect(answer.data.isEmpty && answer.word == 0x6100 | UInt16(whole.count))
      #expect(try slot.expect(.part(256)) == whole)
    }
  }

  @Test("APD-6: any other command gives up what is left") func givenUp() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      var command = Command.read(0x02)
      command.expected = 10
      #expect(slot.send(command).word >> 8 == 0x61)
      #expect(slot.send(.verify("")).word == 0x63C3)
      #expect(slot.send(.part(256)).word == 0x6985)
      #expect(slot.send(command).word >> 8 == 0x61)
      #expect(slot.send(Command(0xC0, 1, 0)).word == 0x6A86)
    }
  }

  @Test("SUI-5, APD-21: P1 of GENERATE KEY names a suite that the card must know")
  func suites() throws {
    for (supports, words) in [
      (SuiteSet.es256, [0x9000, 0x941A, 0x941A]), (.all, [0x9000, 0x9000, 0x9000]),
    ] as [(SuiteSet, [UInt16])] {
      for (p1, word) in zip([UInt8(0), 2, 3], words) {
        var slot = Slot(
          ModelCard(
            crypto: ModelPurseCrypto(seed: 1, suites: supports),
            storage: MemoryStorage(bankSize: 32_768)))
        slot.send(.select)
        var command = Command(.generateKey)
        command.p1 = p1
        let answer = slot.send(command)
        #expect(answer.word == word)
        guard word == 0x9000 else { continue }
        let key = PublicKey(Objects(answer.data)[.publicKey].span.bytes)
        #expect(key?.suite == Wire.Suite(rawValue: max(p1, 1)))
      }
    }
    var slot = Slot()
    slot.send(.select)
    for p1 in [UInt8(1), 4, 255] {
      var command = Command(.generateKey)
      command.p1 = p1
      #expect(slot.send(command).word == 0x6A86, "no suite, or suite 1 in two ways")
    }
  }

  @Test("APD-7: P1 and P2 other than 00 are refused") func parameters() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      for value in UInt8.min...UInt8.max {
        guard let instruction = Instruction(rawValue: value) else { continue }
        for (p1, p2) in [(UInt8(0), UInt8(1)), (2, 0), (0xFF, 0xFF)] {
          // Of GENERATE KEY it names a suite (APD-21).
          if instruction == .generateKey, p1 == 2 { continue }
          var command = Command(instruction)
          (command.p1, command.p2) = (p1, p2)
          #expect(slot.send(command).word == 0x6A86, "\(instruction)")
        }
      }
    }
  }
}
