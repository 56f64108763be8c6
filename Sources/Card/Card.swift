import Purse
import Wire

/// A purse as an ISO 7816-4 application (docs/spec/apdu.md). It adapts: which rules a command obeys is
/// the purse's matter. One buffer serves command and answer, because a card's memory is small: bytes
/// are received, the command is processed, the answer is read, in this order.
public struct Card<Crypto: PurseCryptography, Storage: PurseStorage>: Sendable
where Crypto: Sendable, Storage: Sendable {
  public internal(set) var purse: Purse<Crypto, Storage>
  /// What comes, and then what goes. `CardLimits.buffer` bytes.
  var buffer = Bytes<2650>()
  /// Bytes at the front that outlive the next command: a chain's data, or the rest of an answer.
  private var kept = 0
  /// The chain that is under way.
  private var chain: CommandFrame?
  /// What of the answer has not been fetched.
  private var rest = 0..<0
  private var answer = 0..<0
  private var statusWord = StatusWord.done
  private var hasAnswered = false
  private var hasOverflowed = false
  var isSelected = false
  /// Where READ ENTRY stands.
  var cursor: JournalCursor?

  /// Power is on and nothing selected.
  public init(crypto: Crypto, storage: Storage) {
    purse = Purse(crypto: crypto, storage: storage)
  }

  /// Power went and came back, or the reader reset the card.
  public mutating func powerUp() {
    purse.powerUp()
    isSelected = false
    cursor = nil
    abandon()
    answer = 0..<0
    hasAnswered = false
    hasOverflowed = false
  }

  /// One byte of a command, as it arrives.
  public mutating func receive(_ byte: UInt8) {
    if hasAnswered {
      buffer.truncate(to: kept)
      hasAnswered = false
    }
    // The rest of an answer makes room for any command but the one that fetches it.
    if !rest.isEmpty, buffer.count == kept + 2, buffer[kept + 1] != Self.getResponse {
      buffer.remove(0..<kept)
      kept = 0
      rest = 0..<0
    }
    guard buffer.count < CardLimits.buffer else {
      hasOverflowed = true
      return
    }
    buffer.append(byte)
  }

  /// Bytes of a command, as they arrive.
  public mutating func receive(_ bytes: RawSpan) {
    for i in 0..<bytes.byteCount { receive(bytes.byte(i)) }
  }

  /// Carries out the command that was received.
  public mutating func process() {
    if hasAnswered { buffer.truncate(to: kept) }
    answer = 0..<0
    statusWord = step()
    hasAnswered = true
    hasOverflowed = false
  }

  /// Bytes of the answer, status word included.
  public var answerCount: Int {
    mutating get { answer.count + 2 }
  }

  public mutating func answerByte(at index: Int) -> UInt8 {
    if index < answer.count { return buffer[answer.lowerBound + index] }
    return UInt8(
      truncatingIfNeeded: index == answer.count ? statusWord.value >> 8 : statusWord.value)
  }

  static var getResponse: UInt8 { 0xC0 }
}

extension Card {
  /// Takes the command apart, in the order of APD-8, and says what the status word is.
  private mutating func step() -> StatusWord {
    guard buffer.count > kept else { return refuse(.wrongLength) }
    let cla = buffer[kept]
    if let fault = CommandFrame.fault(ofClass: cla) { return refuse(fault) }
    guard !hasOverflowed, let frame = CommandFrame(buffer.span, from: kept) else {
      return refuse(.wrongLength)
    }
    if frame.instruction == Self.getResponse, frame.cla == 0, isSelected { return fetch(frame) }
    rest = 0..<0
    if let chain, !frame.continues(chain) { return refuse(.lastOfChainExpected) }
    var data = frame.data
    if chain != nil || frame.isChained {
      buffer.truncate(to: data.upperBound)
      buffer.remove(kept..<data.lowerBound)
      data = 0..<buffer.count
    }
    guard data.count <= CardLimits.data else { return refuse(.wrongLength) }
    if frame.isChained {
      chain = frame
      kept = buffer.count
      return .done
    }
    chain = nil
    kept = 0
    let word = perform(frame, data)
    guard word == .done else { return refuse(word) }
    return present(frame.expected)
  }

  private mutating func refuse(_ word: StatusWord) -> StatusWord {
    abandon()
    return word
  }

  /// Nothing is kept for the next command, and nothing of this one stays in memory.
  private mutating func abandon() {
    buffer.wipe()
    chain = nil
    kept = 0
    rest = 0..<0
  }

  /// The answer lies in the buffer: as much as is expected goes now (APD-6).
  private mutating func present(_ expected: Int) -> StatusWord {
    rest = 0..<buffer.count
    return nextPart(expected)
  }

  /// GET RESPONSE.
  private mutating func fetch(_ frame: CommandFrame) -> StatusWord {
    guard chain == nil else { return refuse(.lastOfChainExpected) }
    guard !rest.isEmpty else { return refuse(.conditionsNotSatisfied) }
    guard frame.p1 == 0, frame.p2 == 0 else { return refuse(.wrongParameters) }
    guard frame.data.isEmpty else { return refuse(.wrongLength) }
    return nextPart(frame.expected)
  }

  private mutating func nextPart(_ expected: Int) -> StatusWord {
    let count = min(rest.count, expected)
    answer = rest.lowerBound..<(rest.lowerBound + count)
    rest = answer.upperBound..<rest.upperBound
    kept = rest.isEmpty ? 0 : rest.upperBound
    return rest.isEmpty ? .done : .more(rest.count)
  }
}
