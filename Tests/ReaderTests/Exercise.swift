import Card
import CardLink
import Foundation
import Purse
import PurseCrypto
import Testing
import Wire
import World

/// What any card must do, whichever way leads to it: blank, personalised, loaded, paying, paid, torn and
/// synced. Its partner is a card in the process.
struct Exercise<Connection: CardConnection> {
  typealias Partner = RawCard<InProcessConnection<Card<SoftwarePurseCrypto, MemoryStorage>>>

  var card: RawCard<Connection>
  var partner: Partner
  let bank: Bank

  /// - Parameter connection: to a blank card.
  init(_ connection: Connection, folder: URL) throws {
    card = RawCard(connection)
    partner = Partner(
      InProcessConnection(
        Card(crypto: SoftwarePurseCrypto(), storage: MemoryStorage(bankSize: 32_768))))
    bank = try Bank(folder: folder.path + "/bank")
  }

  mutating func run() throws {
    try blank()
    try partner.select()
    try bank.issue(&partner, to: "Partner")
    try bank.issue(&card, to: "Card")
    try bank.sync(&card, load: 20_000)
    #expect(try card.money() == [20_000, 0])
    try partsOfAnswers()
    try pin()
    let payment = try pay()
    try beTaken(payment)
    try bePaid()
    try refusals()
    try settle()
  }

  /// As it left the factory.
  private mutating func blank() throws {
    let own = CardAnswerToReset.bytes
    #expect(card.connection.answerToReset == own.indices.map { own[$0] })
    #expect(try card.word([0x00, 0xCA, 0x01, 0x01, 0]) == 0x6D00)
    #expect(try card.word([0x00, 0xA4, 0x04, 0x00, 0x03, 1, 2, 3]) == 0x6A82)
    #expect(try card.word([0x00, 0xA4, 0x04, 0x0C, 0x05] + Partner.name.prefix(5)) == 0x9000)
    let told = try card.select()
    #expect(told[0x8A] == [0])
    #expect(!told.has(0x86))
    #expect(try card.word([0x00, 0xCA, 0x01, 0x02, 0]) == 0x6A88)
    #expect(try card.verify("1234") == 0x6985)
    #expect(try card.word([0x80, 0x10, 0, 0, 6] + ask(number: 1, 100) + [0]) == 0x6985)
    let key = try card.extended([0x80, 0x40, 0, 0])[0x90]
    #expect(key.count == 64)
    try card.connection.reset()
    try card.select()
    #expect(try card.extended([0x80, 0x40, 0, 0])[0x90] == key)
  }

  /// An answer in parts is the answer, and what another command interrupts is gone.
  private mutating func partsOfAnswers() throws {
    let whole = try card.get(0x02)
    var (answer, word) = try card.send([0x00, 0xCA, 0x01, 0x02, 0x10])
    #expect(answer.count == 16)
    while word >> 8 == 0x61 {
      let (part, next) = try card.send([0x00, 0xC0, 0x00, 0x00, 0x40])
      answer += part
      word = next
    }
    #expect(word == 0x9000)
    #expect(Objects(answer) == whole)
    #expect(try card.word([0x00, 0xCA, 0x01, 0x02, 0x10]) >> 8 == 0x61)
    _ = try card.get(0x01)
    #expect(try card.word([0x00, 0xC0, 0x00, 0x00, 0x00]) == 0x6985)
  }

  private mutating func pin() throws {
    #expect(try card.verify("") == 0x63C3)
    #expect(try card.verify("9999") == 0x63C2)
    #expect(try card.verify("12") == 0x6A80)
    #expect(try card.verify(Bank.pin) == 0x9000)
    #expect(try card.verify("") == 0x9000)
    try card.connection.reset()
    try card.select()
    #expect(try card.verify("") == 0x63C3)
  }

  /// The card pays 80.00, and its answer is lost.
  private mutating func pay() throws -> Objects {
    let partnersNumber = try partner.select().number(0x81) + 1
    let request = try partner.extended(
      [0x80, 0x10, 0, 0], ask(number: partnersNumber, 8_000))[0x85]
    let place = try card.select().number(0x80) + 1
    let certificate = try partner.select()[0x86]
    let data =
      object(0x80, number: place) + object(0x85, request) + object(0x86, certificate)
      + object(0x88, Array(Bank.pin.utf8))
    // Power goes in the chain: half a command is none.
    let chain = RawCard<Connection>.chain([0x80, 0x12, 0, 0], data)
    #expect(chain.count == 2)
    #expect(try card.word(chain[0]) == 0x9000)
    try card.connection.reset()
    try card.select()
    #expect(try card.word(chain[1]) == 0x6A80)
    #expect(try card.money() == [20_000, 0])
    // Another command in the chain ends it.
    #expect(try card.word(chain[0]) == 0x9000)
    #expect(try card.word([0x00, 0xCA, 0x01, 0x01, 0]) == 0x6883)
    #expect(try card.money() == [20_000, 0])
    // It is paid; power goes before the answer was fetched.
    #expect(try card.word(chain[0]) == 0x9000)
    #expect(try card.word(chain[1].dropLast()) >> 8 == 0x61)
    try card.connection.reset()
    try card.select()
    #expect(try card.money() == [12_000, 8_000])
    let payment = try card.get(0x06)[0x85]
    let again = try card.chained([0x80, 0x12, 0, 0], data)
    #expect(again[0x85] == payment)
    #expect(try card.extended([0x80, 0x2E, 0, 0], object(0x80, number: place)) == again)
    #expect(try card.money() == [12_000, 8_000])
    return again
  }

  private mutating func beTaken(_ payment: Objects) throws {
    let place = try partner.select().number(0x80) + 1
    let acceptance = try partner.chained(
      [0x80, 0x16, 0, 0],
      object(0x80, number: place) + object(0x85, payment[0x85])
        + object(0x86, try card.select()[0x86]) + object(0x87, payment[0x87])
        + object(0x88, Array(Bank.pin.utf8)))[0x85]
    #expect(try partner.money() == [8_000, 0])
    _ = try card.chained(
      [0x80, 0x1C, 0, 0],
      object(0x80, number: try card.select().number(0x80) + 1) + object(0x85, acceptance)
        + object(0x86, try partner.select()[0x86]))
    #expect(try card.money() == [12_000, 0])
  }

  /// The partner pays 30.00 of it back, with its evidence.
  private mutating func bePaid() throws {
    let number = try card.select().number(0x81) + 1
    let request = try card.extended([0x80, 0x10, 0, 0], ask(number: number, 3_000))[0x85]
    #expect(try card.extended([0x80, 0x10, 0, 0], ask(number: number, 3_000))[0x85] == request)
    let payment = try partner.extended(
      [0x80, 0x12, 0, 0],
      object(0x80, number: try partner.select().number(0x80) + 1) + object(0x85, request)
        + object(0x88, Array(Bank.pin.utf8)))
    let place = try card.select().number(0x80) + 1
    let take =
      object(0x80, number: place) + object(0x85, payment[0x85])
      + object(0x86, try partner.select()[0x86]) + object(0x87, payment[0x87])
      + object(0x88, Array(Bank.pin.utf8))
    let acceptance = try card.extended([0x80, 0x16, 0, 0], take)[0x85]
    #expect(try card.extended([0x80, 0x16, 0, 0], take)[0x85] == acceptance)
    #expect(try card.get(0x06)[0x85] == acceptance)
    #expect(try card.money() == [15_000, 0])
  }

  /// Each is refused with its own word, and the card is as before.
  private mutating func refusals() throws {
    let before = try card.get(0x01)
    let refused: [(command: [UInt8], word: UInt16)] = [
      ([0x01, 0xCA, 0x01, 0x01, 0], 0x6881), ([0x04, 0xCA, 0x01, 0x01, 0], 0x6882),
      ([0xC0, 0xCA, 0x01, 0x01, 0], 0x6E00), ([0x80, 0xEE, 0, 0, 0], 0x6D00),
      ([0x80, 0x10, 0, 1, 6] + ask(number: 9, 1) + [0], 0x6A86), ([0x80, 0x10, 0, 0, 0], 0x6A80),
      ([0x80, 0x10, 0, 0, 9, 1], 0x6700), ([0x00, 0xCA, 0x01, 0x77, 0], 0x6A88),
      ([0x80, 0x2E, 0, 0, 3] + object(0x80, number: 99) + [0], 0x6A83),
      ([0x80, 0x40, 0, 0, 0], 0x6985), ([0x80, 0x26, 1, 0, 0], 0x6985),
    ]
    for (command, word) in refused {
      #expect(try card.word(command) == word, "\(command)")
    }
    #expect(
      try card.word([0x80, 0x28, 0, 0, 0] + [0x0A, 0x51] + Array(repeating: 0, count: 2_641))
        == 0x6700)
    #expect(try card.get(0x01) == before)
  }

  private mutating func settle() throws {
    try bank.sync(&card)
    try bank.sync(&partner)
    #expect(try card.money() == [15_000, 0])
    #expect(try partner.money() == [5_000, 0])
    #expect(bank.shadows == [5_000, 15_000])
  }

  private func ask(number: UInt64, _ amount: UInt64) -> [UInt8] {
    object(0x81, number: number) + object(0x82, number: amount)
  }
}
