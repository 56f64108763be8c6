import CardLink
import Foundation
import Synchronization

/// A card that is pulled while it carries out a command: its answer never comes.
struct PulledCard: CardProcessor, Sendable {
  /// What pulls it.
  final class Hand: Sendable {
    private let card = Mutex<VirtualCard<PulledCard>?>(nil)

    func hold(_ card: VirtualCard<PulledCard>) { self.card.withLock { $0 = card } }
    func pull() { card.withLock { $0 }?.stop() }
  }

  let hand: Hand
  let answerToReset: [UInt8] = [0x3B, 0x80, 0x80, 0x01, 0x01]

  mutating func powerUp() {}

  mutating func process(_ command: [UInt8]) -> [UInt8] {
    hand.pull()
    return [0x90, 0x00]
  }

  /// Lays one into a reader.
  static func serve(at address: LinkAddress) {
    let hand = Hand()
    let card = VirtualCard(PulledCard(hand: hand))
    hand.hold(card)
    Thread.detachNewThread { try? card.stay(at: address, awaitsReader: true) { _ in } }
  }
}
