import Card
import CardLink
import Purse
import PurseCrypto
import World

typealias MemoryCard = Card<SoftwarePurseCrypto, MemoryStorage>
typealias CardOnReader = CardPurse<TearingConnection>

/// Where a link breaks: at which APDU of this card, and whether the card had carried it out.
struct Tear: Sendable, Equatable {
  var apdu: Int
  var answerIsLost: Bool
}

/// A card in the process whose link breaks as told.
struct TearingConnection: CardConnection, Sendable {
  private var card: InProcessConnection<MemoryCard>
  var tear: Tear?
  private(set) var apdus = 0
  private(set) var isTorn = false

  init(_ card: MemoryCard) { self.card = InProcessConnection(card) }

  /// What lies in the card, as one sees who opens it.
  var memory: MemoryStorage { card.processor.purse.storage }

  var answerToReset: [UInt8] { card.answerToReset }

  mutating func transmit(_ command: [UInt8]) throws(CardLinkError) -> [UInt8] {
    // Who was torn away and is not laid down anew hears nothing.
    guard !isTorn else { throw .torn }
    defer { apdus += 1 }
    guard let tear, tear.apdu == apdus else { return try card.transmit(command) }
    if tear.answerIsLost { _ = try card.transmit(command) }
    isTorn = true
    throw .torn
  }

  mutating func reset() throws(CardLinkError) {
    isTorn = false
    try card.reset()
  }
}
