import Money
import Purse
import Settlement
import Testing
import Wire
import World

@testable import Card

typealias ModelCard = Card<ModelPurseCrypto, MemoryStorage>

/// A reader with a card in it.
struct Slot {
  var card: ModelCard

  init(_ card: ModelCard) { self.card = card }

  /// A blank card.
  init() {
    card = ModelCard(
      crypto: ModelPurseCrypto(seed: 5), storage: MemoryStorage(bankSize: 32_768))
  }

  /// One APDU, one answer.
  mutating func send(raw bytes: [UInt8]) -> (data: [UInt8], word: UInt16) {
    card.receive(bytes.span.bytes)
    card.process()
    let answer = (0..<card.answerCount).map { card.answerByte(at: $0) }
    let word = UInt16(answer[answer.count - 2]) << 8 | UInt16(answer[answer.count - 1])
    return (Array(answer.dropLast(2)), word)
  }

  @discardableResult
  mutating func send(_ command: Command) -> (data: [UInt8], word: UInt16) {
    send(raw: command.extended)
  }

  /// The same in short form, with chaining and GET RESPONSE.
  mutating func sendShort(_ command: Command) -> (data: [UInt8], word: UInt16) {
    var answer = (data: [UInt8](), word: UInt16(0x9000))
    for block in command.chained {
      answer = send(raw: block)
      if answer.word != 0x9000, answer.word >> 8 != 0x61 { return answer }
    }
    var data = answer.data
    while answer.word >> 8 == 0x61 {
      answer = send(raw: [0x00, 0xC0, 0x00, 0x00, UInt8(answer.word & 0xFF)])
      data += answer.data
    }
    return (data, answer.word)
  }

  /// The data of an answer that must be `9000`.
  mutating func expect(
    _ command: Command, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [UInt8] {
    let answer = send(command)
    try #require(
      answer.word == 0x9000, "answered \(String(answer.word, radix: 16))",
      sourceLocation: sourceLocation)
    return answer.data
  }

  /// What everyone outside can see of the card, without changing it.
  var picture: [[UInt8]] {
    var copy = self
    copy.send(.select)
    return (1...8).map { copy.send(.read($0)).data }
  }

  mutating func place() throws -> (sequence: UInt64, number: UInt64) {
    let status = Objects(try expect(.read(0x01)))
    return (status.number(.sequence), status.number(.requestNumber))
  }
}

/// The data objects of an answer.
struct Objects {
  private(set) var values: [(tag: UInt8, value: [UInt8])] = []

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while let tag = rest.popFirst(), let first = rest.popFirst() {
      var count = Int(first)
      if first > 0x80 {
        count = 0
        for _ in 0..<(first & 0x7F) { count = count << 8 | Int(rest.popFirst() ?? 0) }
      }
      values.append((tag, Array(rest.prefix(count))))
      rest = rest.dropFirst(count)
    }
  }

  subscript(tag: UInt8) -> [UInt8]? { values.first { $0.tag == tag }?.value }
  subscript(tag: ObjectTag) -> [UInt8] { self[tag.rawValue] ?? [] }
  func number(_ tag: ObjectTag) -> UInt64 { self[tag].reduce(0) { $0 << 8 | UInt64($1) } }
}
