import CardFlash

/// The board's memory on a host: a value, so that copying it is copying the card.
public struct ArrayMemory: FlashMemory, Equatable {
  public private(set) var words: [UInt64]
  public private(set) var usage = FlashUsage()
  /// The cut that was ordered has come.
  public private(set) var hasLostPower = false

  /// A bank as the firmware has it.
  public static let bankBytes = 16_384

  /// Erased, as it is when a card is made.
  public init() { words = [UInt64](repeating: .max, count: Self.bankBytes / 4) }

  public var wordCount: Int { words.count }
  public func word(at index: Int) -> UInt64 { words[index] }
  public mutating func setWord(_ word: UInt64, at index: Int) { words[index] = word }
  public mutating func setUsage(_ usage: FlashUsage) { self.usage = usage }
  public mutating func powerLost() { hasLostPower = true }

  /// Power goes and comes: only the words stay. A cut may be ordered at once.
  public mutating func restart(cut: OrderedCut?) {
    usage = FlashUsage()
    usage.cut = cut.map {
      PowerCut(operations: $0.operations, mask: PowerCut.mask(pattern: $0.pattern))
    }
    hasLostPower = false
  }
}
