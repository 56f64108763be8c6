import Card
import Purse

/// Our applet as a reader sees it: the purse as a card, on whatever cryptography and memory.
public struct AppletProcessor<Crypto: PurseCryptography, Storage: PurseStorage>: CardProcessor,
  Sendable
where Crypto: Sendable, Storage: Sendable {
  public private(set) var card: Card<Crypto, Storage>

  public init(crypto: Crypto, storage: Storage) {
    card = Card(crypto: crypto, storage: storage)
  }

  public mutating func process(_ command: [UInt8]) -> [UInt8] {
    card.receive(command.span.bytes)
    card.process()
    return (0..<card.answerCount).map { card.answerByte(at: $0) }
  }

  public mutating func powerUp() { card.powerUp() }

  public var answerToReset: [UInt8] {
    let bytes = CardAnswerToReset.bytes
    return bytes.indices.map { bytes[$0] }
  }
}
