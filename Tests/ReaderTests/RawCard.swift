import Card
import CardLink
import Purse
import Testing
import Wire

/// A card spoken to APDU by APDU, as docs/spec/apdu.md has them: these bytes are not made by the code that
/// is under test.
struct RawCard<Connection: CardConnection> {
  var connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  /// One command as it is.
  mutating func send(_ command: [UInt8]) throws -> (data: [UInt8], word: UInt16) {
    let response = try connection.transmit(command)
    return (Array(response.dropLast(2)), StatusWord(of: response).value)
  }

  mutating func word(_ command: [UInt8]) throws -> UInt16 { try send(command).word }

  /// A command that must be answered with 9000: extended, in one exchange.
  mutating func extended(
    _ header: [UInt8], _ data: [UInt8] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Objects {
    let body = data.isEmpty ? [] : [UInt8(data.count >> 8), UInt8(data.count & 0xFF)] + data
    let (answer, word) = try send(header + [0] + body + [0, 0])
    try #require(
      word == 0x9000, "\(String(word, radix: 16)): \(StatusWord(word).text)",
      sourceLocation: sourceLocation)
    return Objects(answer)
  }

  /// The same in short form: a chain of commands, and GET RESPONSE for what does not fit an answer.
  mutating func chained(
    _ header: [UInt8], _ data: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Objects {
    for block in Self.chain(header, data).dropLast() {
      try #require(try word(block) == 0x9000, sourceLocation: sourceLocation)
    }
    var (answer, word) = try send(Self.chain(header, data).last ?? [])
    while word >> 8 == 0x61 {
      let (part, next) = try send([0x00, 0xC0, 0x00, 0x00, UInt8(word & 0xFF)])
      answer += part
      word = next
    }
    try #require(word == 0x9000, sourceLocation: sourceLocation)
    return Objects(answer)
  }

  /// The commands of a chain.
  static func chain(_ header: [UInt8], _ data: [UInt8]) -> [[UInt8]] {
    stride(from: 0, to: max(1, data.count), by: 255).map { start in
      let block = data[start..<min(start + 255, data.count)]
      let isLast = start + 255 >= data.count
      return [isLast ? header[0] : header[0] | 0x10] + header[1...]
        + (block.isEmpty ? [] : [UInt8(block.count)]) + block + (isLast ? [0] : [])
    }
  }

  static var name: [UInt8] { [0xF0, 0x4B, 0x4F, 0x4E, 0x54, 0x41, 0x4E, 0x54, 0x01] }

  /// Selects the purse; the objects that it tells.
  @discardableResult
  mutating func select() throws -> Objects {
    let answer = try extended([0x00, 0xA4, 0x04, 0x00], Self.name)
    return Objects(Objects(answer[0x6F])[0xA5])
  }

  mutating func get(_ p2: UInt8) throws -> Objects { try extended([0x00, 0xCA, 0x01, p2]) }

  mutating func verify(_ digits: String) throws -> UInt16 {
    let digits = Array(digits.utf8)
    return try word(
      [0x00, 0x20, 0x00, 0x81] + (digits.isEmpty ? [] : [UInt8(digits.count)]) + digits)
  }

  /// Spendable, and in doubt.
  mutating func money() throws -> [UInt64] {
    let status = try get(0x01)
    return [status.number(0xC0), status.number(0xC2)]
  }

  /// The sync request with its entries, as it goes up.
  mutating func upload(load: UInt64) throws -> Packet {
    let request = try extended([0x80, 0x24, 0, 0], load > 0 ? object(0x82, number: load) : [])
    var packet = Packet(kind: .upload, message: request[0x85])
    packet.start = Head(Word32(request[0x93].span.bytes))
    var header: [UInt8] = [0x80, 0x26, 0, 0]
    while true {
      let (data, word) = try send(header + [0, 0, 0])
      if word == 0x6A83 { return packet }
      try #require(word == 0x9000)
      let entry = Objects(data)
      packet.items.append(
        Packet.Item(
          sequence: SequenceNumber(entry.number(0x80)), entry: entry[0x94],
          payment: entry.has(0x85) ? entry[0x85] : nil, sealed: entry.has(0x87) ? entry[0x87] : nil)
      )
      header[2] = 1
    }
  }
}
