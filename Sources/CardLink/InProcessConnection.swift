/// A card in the same process: what every other way to a card must behave like.
public struct InProcessConnection<Processor: CardProcessor>: CardConnection {
  /// The card, for whoever laid it there.
  public var processor: Processor

  /// Lays the card on the reader: it gets its power.
  public init(_ processor: Processor) {
    self.processor = processor
    self.processor.powerUp()
  }

  public var answerToReset: [UInt8] { processor.answerToReset }

  public mutating func transmit(_ command: [UInt8]) throws(CardLinkError) -> [UInt8] {
    try Self.check(command: command)
    return try Self.check(response: processor.process(command))
  }

  public mutating func reset() throws(CardLinkError) { processor.powerUp() }
}

extension InProcessConnection: Sendable where Processor: Sendable {}
