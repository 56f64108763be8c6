import Card
import Payment
import Purse
import Wire

/// The purse in a card: commands become APDUs (docs/spec/apdu.md), answers become replies, and status
/// words become the errors they were. It decides nothing; rules live in the card.
///
/// The card is selected when it is first needed after it was laid down, and tells its place then; so
/// a session's first question costs no exchange of its own.
public struct CardPurse<Connection: CardConnection>: PurseAccess {
  public var connection: Connection
  /// What this card has cost since it was first laid down.
  public private(set) var meter = CardMeter()
  /// Whether extended APDUs go through this reader; chains and GET RESPONSE do anywhere.
  public let extendedLength: Bool
  /// What the card said when it was selected, kept true since; nil when it must be selected anew.
  var selection: CardSelection?
  /// The link tore: power goes before anything else, so that the card begins from what is durable.
  private var isTorn = false
  /// It has its power and was told nothing yet.
  private var isLaidDown = true
  /// What of the card's own count since it got its power is in the meter already.
  private var counted = (signatures: 0, verifications: 0)
  /// The PIN command given last: its repetition after a tear is no second PIN of the holder's.
  private var lastWithPIN: PurseCommand?

  /// The card that lies on the reader now.
  public init(_ connection: Connection, extendedLength: Bool) {
    self.connection = connection
    self.extendedLength = extendedLength
  }

  /// The card is laid on the reader anew: another tap, with nothing selected.
  public mutating func tap() throws(CardLinkError) {
    countOperations()
    try reset()
  }

  private mutating func reset() throws(CardLinkError) {
    selection = nil
    counted = (0, 0)
    isLaidDown = true
    try connection.reset()
    isTorn = false
  }

  /// Selects the purse unless it is selected, and says what it told of itself.
  @discardableResult
  public mutating func select() throws -> CardSelection {
    if let selection { return selection }
    if isTorn { try reset() }
    if isLaidDown {
      meter.taps += 1
      isLaidDown = false
    }
    let (data, word) = try exchange(.select)
    // This card has the purse, and its memory was altered (APD-2). Other words may be any card's.
    if word == .damaged { throw PurseError.damaged }
    guard word == .done else { throw CardPurseError.noPurse(word.value) }
    let selected = try CardSelection(data)
    selection = selected
    return selected
  }

  public mutating func execute(_ command: PurseCommand) throws -> PurseReply {
    try command.checkPINs()
    let selected = try select()
    switch command {
    case .place:
      if let place = selected.place { return .place(place) }
    case .certificate:
      if let certificate = selected.certificate { return .message(certificate) }
    default: break
    }
    countPIN(of: command)
    let apdu = CommandAPDU(command)
    guard apdu.data.count <= CardLimits.data else {
      throw PurseError.malformed(command.fault ?? .tooLong)
    }
    let (data, word) = try exchange(apdu)
    guard word == .done else {
      if command.isReading, word == .noSuchObject || word == .noSuchRecord { return .nothing }
      throw try refusal(word, of: command)
    }
    selection?.note(command)
    return try reply(to: command, data)
  }

  /// The holder types his PIN once for a command, however often a broken link has it repeated.
  private mutating func countPIN(of command: PurseCommand) {
    guard command.typesPIN else { return }
    if command != lastWithPIN { meter.pins += 1 }
    lastWithPIN = command
  }
}

extension CardPurse: Sendable where Connection: Sendable {}

extension CardPurse {
  /// Transmits a command, all of its chain, and fetches all of the answer.
  mutating func exchange(
    _ apdu: CommandAPDU
  ) throws -> (data: [UInt8], word: StatusWord) {
    let frames = apdu.frames(extendedLength: extendedLength)
    for frame in frames.dropLast() {
      let (_, word) = try transmit(frame)
      guard word == .done else { return ([], word) }
    }
    var (data, word) = try transmit(frames[frames.count - 1])
    while word.isMore {
      let (part, next) = try transmit(
        CommandAPDU.getResponse.frames(extendedLength: false)[0])
      guard !part.isEmpty || !next.isMore, data.count + part.count <= CardLimits.data else {
        throw CardPurseError.garbled
      }
      data += part
      word = next
    }
    return (data, word)
  }

  private mutating func transmit(
    _ frame: [UInt8]
  ) throws(CardLinkError) -> ([UInt8], StatusWord) {
    meter.apdus += 1
    meter.bytesToCard += frame.count
    let response: [UInt8]
    do throws(CardLinkError) {
      response = try connection.transmit(frame)
    } catch {
      selection = nil
      isTorn = true
      throw error
    }
    meter.bytesFromCard += response.count
    // A connection answers with a status word or throws.
    let word = UInt16(response[response.count - 2]) << 8 | UInt16(response[response.count - 1])
    return (Array(response.dropLast(2)), StatusWord(word))
  }

  /// Adds what the card has signed and verified since it got its power. Costs the flow nothing: no
  /// wallet asks for it, only this count does.
  public mutating func countOperations() {
    guard selection != nil, !isTorn else { return }
    let before = meter
    defer {
      meter.apdus = before.apdus
      meter.bytesToCard = before.bytesToCard
      meter.bytesFromCard = before.bytesFromCard
    }
    guard let (data, word) = try? exchange(.getData(.operations)), word == .done,
      let objects = try? AnswerObjects(data), let signed = try? objects.count(.signatures),
      let verified = try? objects.count(.verifications)
    else { return }
    meter.signatures += Int(signed) - counted.signatures
    meter.verifications += Int(verified) - counted.verifications
    counted = (Int(signed), Int(verified))
  }
}

extension StatusWord {
  var isMore: Bool { value >> 8 == 0x61 }
}
