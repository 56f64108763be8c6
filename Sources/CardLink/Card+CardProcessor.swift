import Card

/// The applet itself is a card, wherever it is compiled.
extension Card: CardProcessor {
  public mutating func process(_ command: [UInt8]) -> [UInt8] {
    receive(command.span.bytes)
    process()
    return (0..<answerCount).map { answerByte(at: $0) }
  }

  public var answerToReset: [UInt8] {
    let bytes = CardAnswerToReset.bytes
    return bytes.indices.map { bytes[$0] }
  }
}
