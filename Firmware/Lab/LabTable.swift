import Card
import Purse
import Wire

/// Who sits at the table.
public enum LabSeat: String, Sendable, CaseIterable { case alice, bob }

/// A command to somebody's card, and its answer.
struct LabExchange: Equatable, Sendable {
  var seat: LabSeat
  var command: [UInt8]
  var answer: [UInt8]
}

/// Two issued cards on a table, Alice's with money in it, and what people do with them.
public struct LabTable<Crypto: BoardCrypto>: Sendable {
  public typealias Seat = LabSeat

  public var bank: LabBank<Crypto>
  public var boards: [Seat: TwinBoard<Crypto>]
  /// What the cards were asked while somebody thought of a command, for whoever empties it.
  var log: [LabExchange] = []
  private(set) var serials: [Seat: Serial] = [:]

  static var pin: [UInt8] { [0x31, 0x32, 0x33, 0x34] }
  static var otherPIN: [UInt8] { [0x39, 0x38, 0x37, 0x36, 0x35] }

  /// Blank cards.
  public init(bank: Crypto, alice: Crypto, bob: Crypto) {
    self.bank = LabBank(crypto: bank)
    boards = [.alice: TwinBoard(crypto: alice), .bob: TwinBoard(crypto: bob)]
  }

  mutating func with<Result>(
    _ seat: Seat, _ body: (inout TwinBoard<Crypto>) throws -> Result
  ) throws -> Result {
    guard var board = boards[seat] else { throw LabError.failed("nobody sits there") }
    defer { boards[seat] = board }
    return try body(&board)
  }

  @discardableResult
  mutating func expect(_ seat: Seat, _ command: LabCommand) throws -> Fields {
    let bytes = command.extended
    let answer = try with(seat) { $0.exchange(bytes) }
    log.append(LabExchange(seat: seat, command: bytes, answer: answer))
    guard answer.suffix(2) == [0x90, 0x00] else { throw LabError.refused(bytes, answer) }
    return Fields(answer.dropLast(2))
  }

  /// Both cards made and personalised, and 20,000 loaded into Alice's.
  mutating func issue() throws {
    for seat in Seat.allCases {
      try expect(seat, .select)
      try expect(seat, .generateKey)
      try expect(seat, try personalisation(of: seat))
    }
    try sync(.alice, load: 20_000)
  }

  /// PERSONALISE for a card whose key is made; its answer must be taken, as the serial counts.
  mutating func personalisation(of seat: Seat) throws -> LabCommand {
    let key = try expect(seat, .read(0x07))[.publicKey]
    let (serial, command) = bank.personalisation(of: key, pin: Self.pin)
    serials[seat] = serial
    return command
  }

  func serial(_ seat: Seat) -> UInt64 { serials[seat]?.value ?? 0 }

  mutating func next(_ seat: Seat) throws -> UInt64 {
    try expect(seat, .read(0x01)).number(.sequence) + 1
  }

  mutating func certificate(_ seat: Seat) throws -> [UInt8] {
    try expect(seat, .read(0x02))[.certificate]
  }

  mutating func requesting(_ seat: Seat, _ amount: UInt64) throws -> LabCommand {
    let number = try expect(seat, .read(0x01)).number(.requestNumber) + 1
    return LabCommand(
      0x10, object(.requestNumber, number: number), object(.amount, number: amount))
  }

  /// A signed request of someone's.
  mutating func request(_ seat: Seat, _ amount: UInt64) throws -> [UInt8] {
    try expect(seat, try requesting(seat, amount))[.message]
  }

  mutating func paying(
    _ seat: Seat, _ request: [UInt8], pin: [UInt8] = LabTable.pin
  ) throws -> LabCommand {
    LabCommand(
      0x12, object(.sequence, number: try next(seat)), object(.message, request), object(.pin, pin))
  }

  mutating func payingDirect(_ seat: Seat, _ amount: UInt64, to payee: Seat) throws -> LabCommand {
    LabCommand(
      0x14, object(.sequence, number: try next(seat)), object(.amount, number: amount),
      object(.serial, number: serial(payee)), object(.pin, Self.pin))
  }

  mutating func accepting(_ seat: Seat, _ payment: Fields, from payer: Seat) throws -> LabCommand {
    let sealed = payment[.sealed]
    return LabCommand(
      0x16, object(.sequence, number: try next(seat)), object(.message, payment[.message]),
      object(.certificate, try certificate(payer)), sealed.isEmpty ? [] : object(.sealed, sealed),
      object(.pin, Self.pin))
  }

  mutating func refusing(_ seat: Seat, payment: [UInt8]) throws -> LabCommand {
    LabCommand(0x18, object(.sequence, number: try next(seat)), object(.message, payment))
  }

  mutating func refusingRequest(_ seat: Seat, _ request: [UInt8]) throws -> LabCommand {
    let signed = try Signed<Request>(request.span.bytes)
    let digest = try with(seat) { signed.digest(hash: $0.card.purse.crypto) }
    return LabCommand(
      0x1A, object(.sequence, number: try next(seat)), object(.digest, digest.word.array))
  }

  /// What the payer's card does with a decision: an acceptance unless it is a refusal.
  mutating func taking(
    _ seat: Seat, _ decision: [UInt8], from payee: Seat, isRefusal: Bool
  ) throws -> LabCommand {
    LabCommand(
      isRefusal ? 0x1E : 0x1C, object(.sequence, number: try next(seat)),
      object(.message, decision), object(.certificate, try certificate(payee)))
  }

  mutating func unloading(_ seat: Seat, _ amount: UInt64) throws -> LabCommand {
    LabCommand(
      0x22, object(.sequence, number: try next(seat)), object(.amount, number: amount),
      object(.pin, Self.pin))
  }

  func asking(load: UInt64 = 0, unblock: Bool = false) -> LabCommand {
    LabCommand(
      0x24, load > 0 ? object(.amount, number: load) : [], unblock ? object(.unblock, []) : [])
  }

  func applying(_ grant: [UInt8]) -> LabCommand { LabCommand(0x28, object(.message, grant)) }

  /// The whole exchange with the bank.
  mutating func sync(_ seat: Seat, load: UInt64 = 0, unblock: Bool = false) throws {
    let request = try expect(seat, asking(load: load, unblock: unblock))[.message]
    try expect(seat, applying(try bank.grant(answering: request)))
  }

  /// Somebody asks and the other pays: the payment as its card answered it.
  mutating func paid(_ payer: Seat, _ amount: UInt64, to payee: Seat) throws -> Fields {
    let request = try request(payee, amount)
    return try expect(payer, try paying(payer, request))
  }

  /// A payment made and taken; the acceptance.
  @discardableResult
  mutating func exchanged(_ payer: Seat, _ amount: UInt64, to payee: Seat) throws -> [UInt8] {
    let payment = try paid(payer, amount, to: payee)
    return try expect(payee, try accepting(payee, payment, from: payer))[.message]
  }
}
