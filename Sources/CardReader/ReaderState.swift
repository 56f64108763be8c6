import CPCSC

/// What is in a reader.
public struct ReaderState: Equatable, Sendable {
  public var name: String
  public var hasCard: Bool
  /// The card there does not answer: it lies upside down, or is broken.
  public var isMute: Bool
  /// A program has the card to itself.
  public var isTaken: Bool
  /// Empty when there is no card.
  public var answerToReset: [UInt8]
  /// As the service counts it, for waiting until it changes.
  let raw: DWORD

  init(name: String, _ state: SCARD_READERSTATE) {
    self.name = name
    raw = state.dwEventState
    func has(_ flag: Int32) -> Bool { state.dwEventState & DWORD(flag) != 0 }
    hasCard = has(SCARD_STATE_PRESENT)
    isMute = has(SCARD_STATE_MUTE)
    isTaken = has(SCARD_STATE_EXCLUSIVE)
    let count = min(Int(state.cbAtr), Int(MAX_ATR_SIZE))
    answerToReset = withUnsafeBytes(of: state.rgbAtr) { Array($0.prefix(count)) }
  }
}
