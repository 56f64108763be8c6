import CardLink
import CardReader
import Foundation
import Testing

extension ThroughReader {
  @Test("a card is made, laid into a reader, shown there, spoken to and taken out")
  func commands() throws {
    try desk.done("card", "blank", "new.device")
    #expect(try desk.done("card", "readers").contains("\(ReaderRoom.first)  empty"))
    let served = try desk.serve("new.device", "--verbose")
    try CardService().waitForCard(in: ReaderRoom.first, milliseconds: 20_000)
    #expect(try desk.done("card", "readers").contains("\(ReaderRoom.first)  a Kontant card"))
    #expect(try desk.done("card", "readers", "--json").contains(#""isKontantCard" : true"#))

    let select = "00A4040009F04B4F4E54414E540100"
    // Manufactured, no certificate: in any form that tools print bytes in.
    let told = try desk.done("card", "send", "--reader", "00 00", select, "00:CA:01:01:00")
    #expect(told.contains("8a0100920100"))
    #expect(told.contains("< 9000  done"))
    let refused = try desk.kontant(
      "card", "send", "--reader", "00 00", select, "0020008104 31323334")
    #expect(refused.status == 1)
    #expect(refused.out.contains("< 6985  not in the card's present state"))

    let busy = try desk.kontant("status", "new.device")
    #expect(busy.status == 75)
    try served.end()
    let said = try String(contentsOf: served.log, encoding: .utf8)
    #expect(said.contains("new is in the reader at port 35963"))
    #expect(said.contains("00200081, 9 bytes in all: 6985"))
    #expect(!said.contains("31323334"), "a PIN was shown")
  }

  @Test("a program that has the card to itself keeps others out") func exclusive() throws {
    let card = BlankCard.serve(at: .virtualReader)
    defer { card.stop() }
    let service = try CardService()
    try service.waitForCard(in: ReaderRoom.first, milliseconds: 20_000)
    let connection = try PCSCConnection(service, reader: ReaderRoom.first, sharing: .exclusive)
    let answer = try desk.kontant("card", "send", "--reader", "00 00", "00A40400")
    #expect(answer.status == 75)
    #expect(answer.error.contains("another program has the card in \(ReaderRoom.first) to itself"))
    #expect(try desk.done("card", "readers").contains("which a program has to itself"))
    _ = connection.answerToReset
  }

  @Test("a card that is pulled and laid back is the same connection again, with a new power")
  func laidBack() throws {
    let service = try CardService()
    var card = BlankCard.serve(at: .virtualReader)
    try service.waitForCard(in: ReaderRoom.first, milliseconds: 20_000)
    let connection = try PCSCConnection(service, reader: ReaderRoom.first, sharing: .exclusive)
    var raw = RawCard(connection)
    try raw.select()
    card.stop()
    #expect(throws: CardLinkError.torn) {
      for _ in 0..<100 { _ = try raw.get(0x01) }
    }
    try ReaderRoom.enter()
    #expect(throws: CardLinkError.noCard(reader: ReaderRoom.first)) { try connection.reset() }
    #expect(throws: CardLinkError.torn) { try connection.transmit([0, 0, 0, 0]) }
    card = BlankCard.serve(at: .virtualReader)
    defer { card.stop() }
    try service.waitForCard(in: ReaderRoom.first, milliseconds: 20_000)
    try connection.reset()
    #expect(try raw.word([0x00, 0xCA, 0x01, 0x01, 0]) == 0x6D00)
    try raw.select()
  }

  @Test("a card that is pulled while it carries out a command is torn, not answered")
  func pulledWithin() throws {
    PulledCard.serve(at: .virtualReader)
    let service = try CardService()
    try service.waitForCard(in: ReaderRoom.first, milliseconds: 20_000)
    let connection = try PCSCConnection(service, reader: ReaderRoom.first, sharing: .exclusive)
    #expect(throws: CardLinkError.torn) { try connection.transmit([0, 0, 0, 0]) }
  }

  @Test("what is not there is said in one sentence, with what helps") func refusals() throws {
    let cases: [(arguments: [String], status: Int32, sentence: String)] = [
      (["send", "--reader", "00 01", "00A40400"], 66, "no card in \(ReaderRoom.second)"),
      (["send", "--reader", "xyz", "00A40400"], 66, "no reader xyz; there are: Virtual"),
      (["send", "--reader", "virtual", "00A40400"], 64, "fits several readers"),
      (["send", "--reader", "00 00", "00A4040"], 64, "not hexadecimal"),
      (["send", "--reader", "00 00", "00A404"], 64, "3 bytes are no command APDU"),
      (["serve", "nobody.device"], 66, "there is no device file nobody.device"),
      (["blank", "there"], 73, "exists already"),
    ]
    try desk.done("card", "blank", "there")
    for (arguments, status, sentence) in cases {
      let answer = try desk.kontant(["card"] + arguments)
      #expect(answer.status == status, "\(arguments): \(answer.error)")
      #expect(answer.error.contains(sentence), "\(answer.error)")
      #expect(answer.error.split(separator: "\n").count == 1)
    }
    let port = try desk.kontant("card", "serve", "./there", "--port", "1")
    #expect(port.status == 66)
    #expect(port.error.contains("no reader listens at port 1"))
  }

  @Test("without a card service it is said how to start one") func noService() throws {
    // Where pcsc-lite looks for its service.
    let answer = try desk.run(
      Desk.kontant, ["card", "readers"],
      environment: ["PCSCLITE_CSOCK_NAME": desk.folder.path + "/nothing"])
    #expect(answer.status == 66)
    #expect(answer.error.contains("start it as root with: pcscd"))
  }
}
