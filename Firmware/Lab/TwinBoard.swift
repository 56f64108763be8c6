import Card
import CardFlash
import Purse

/// The firmware's twin on a host: the same card, the same flash, the same cryptography from the same
/// seed. What the firmware answers, and what it leaves in its memory, must be what the twin does.
public struct TwinBoard<Crypto: BoardCrypto>: Board, Sendable {
  public private(set) var card: Card<Crypto, Flash<ArrayMemory>>

  /// Operations that real flash forbids, since the board was made.
  public private(set) var violations: UInt32 = 0

  /// A blank card. `crypto` is as power finds it.
  public init(crypto: Crypto) { card = Card(crypto: crypto, storage: Flash(memory: ArrayMemory())) }

  public var memory: ArrayMemory { card.purse.storage.memory }

  public mutating func exchange(_ command: [UInt8]) -> [UInt8] {
    card.receive(command.span.bytes)
    card.process()
    if memory.hasLostPower {
      restart()
      return []
    }
    return (0..<card.answerCount).map { card.answerByte(at: $0) }
  }

  public mutating func restart(cut: OrderedCut? = nil) {
    start(memory, crypto: card.purse.crypto.restarted(), cut: cut)
  }

  /// The board as it was, but with other memory in it and its power just come.
  public func started(with memory: ArrayMemory, cut: OrderedCut? = nil) -> Self {
    var other = self
    other.start(memory, crypto: card.purse.crypto.restarted(), cut: cut)
    return other
  }

  private mutating func start(_ memory: ArrayMemory, crypto: Crypto, cut: OrderedCut?) {
    violations += self.memory.usage.violations
    var memory = memory
    memory.restart(cut: cut)
    card = Card(crypto: crypto, storage: Flash(memory: memory))
  }
}
