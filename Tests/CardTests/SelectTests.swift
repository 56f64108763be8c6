import Testing

@testable import Card

@Suite struct SelectTests {
  @Test("APD-1: the answer to reset says chaining, extended length and ends in its check byte")
  func answerToReset() {
    let bytes = (0..<CardAnswerToReset.bytes.count).map { CardAnswerToReset.bytes[$0] }
    #expect(bytes.dropFirst().reduce(0, ^) == 0)
    #expect(bytes[0] == 0x3B)
    // Ten historical bytes; the third byte of the capabilities: chaining and extended length.
    #expect(Int(bytes[1] & 0x0F) == bytes.count - 5)
    #expect(bytes[10] == 0xC0)
  }

  @Test("APD-2: the whole name or its beginning selects", arguments: 5...9)
  func names(count: Int) {
    var slot = Slot()
    #expect(
      slot.send(Command(0xA4, 0x04, 0x00, Array(CardName.array.prefix(count)))).word == 0x9000)
  }

  @Test(
    "APD-2: another name does not", arguments: [[0xF0, 0x4B, 0x4F, 0x4E], [], [0xA0, 0, 0, 0, 3]])
  func otherNames(name: [UInt8]) {
    var slot = Slot()
    #expect(slot.send(Command(0xA4, 0x04, 0x00, name)).word == 0x6A82)
    #expect(slot.send(Command(0xA4, 0x04, 0x00, CardName.array + [0])).word == 0x6A82)
    #expect(slot.send(.read(0x01)).word == 0x6D00)
  }

  @Test("APD-2: P2 0C asks for no answer, other parameters are refused") func parameters() {
    var slot = Slot()
    let quiet = slot.send(Command(0xA4, 0x04, 0x0C, CardName.array))
    #expect(quiet.word == 0x9000 && quiet.data.isEmpty)
    #expect(slot.send(Command(0xA4, 0x04, 0x04, CardName.array)).word == 0x6A86)
    #expect(slot.send(Command(0xA4, 0x00, 0x00, CardName.array)).word == 0x6A86)
  }

  @Test("APD-2: before the selection every other command is 6D00") func unselected() {
    var slot = Slot()
    for cla in [UInt8(0x00), 0x80] {
      for instruction in UInt8.min...UInt8.max where !(cla == 0 && instruction == 0xA4) {
        #expect(slot.send(raw: [cla, instruction, 0, 0]).word == 0x6D00)
      }
    }
  }

  @Test("APD-3: the answer says where the purse stands and who it is") func answer() throws {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      let outer = Objects(try slot.expect(.select))
      let template = Objects(try #require(outer[0x6F]))
      #expect(template[0x84] == CardName.array)
      let objects = Objects(try #require(template[0xA5]))
      #expect(objects.number(.sequence) == 1)
      #expect(objects.number(.requestNumber) == 0)
      #expect(objects.number(.lifeCycle) == 2)
      #expect(objects.number(.pinTries) == 3)
      #expect(objects[.certificate] == Objects(try slot.expect(.read(0x02)))[.certificate])
    }
  }

  @Test("APD-3: a blank card has no certificate") func blank() throws {
    var slot = Slot()
    let template = Objects(try #require(Objects(try slot.expect(.select))[0x6F]))
    let objects = Objects(try #require(template[0xA5]))
    #expect(objects[ObjectTag.certificate.rawValue] == nil)
    #expect(objects.number(.lifeCycle) == 0)
  }

  @Test("APD-2: selecting again, and power, end a verification of the holder") func session() throws
  {
    var desk = try Desk()
    try desk.with("Alice") { slot in
      #expect(slot.send(.verify(Desk.pin)).word == 0x9000)
      #expect(slot.send(.verify("")).word == 0x9000)
      slot.send(.select)
      #expect(slot.send(.verify("")).word == 0x63C3)
      slot.send(.verify(Desk.pin))
      slot.card.powerUp()
      #expect(slot.send(.verify("")).word == 0x6D00)
      slot.send(.select)
      #expect(slot.send(.verify("")).word == 0x63C3)
    }
  }
}
