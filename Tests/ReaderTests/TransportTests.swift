import Card
import CardLink
import CardReader
import Foundation
import PurseCrypto
import Testing
import World

/// One test body, every way to a card: further ways need a card service, or the firmware.
@Suite("The same exercise") struct TransportTests {
  @Test("with a card in the process") func inProcess() throws {
    var exercise = try Exercise(
      InProcessConnection(BlankCard.make()), folder: try Desk().folder)
    try exercise.run()
  }

  @Test("with a virtual card on a socket, without a card service") func socket() throws {
    let desk = try Desk()
    let listener = try FrameListener(at: .unix(path: desk.folder.path + "/reader"))
    let card = BlankCard.serve(at: listener.address)
    defer { card.stop() }
    var exercise = try Exercise(
      SocketConnection(listener.accept(within: 5_000)), folder: desk.folder)
    try exercise.run()
  }
}

extension ThroughReader {
  @Test("the same exercise with a virtual card in a PC/SC reader") func exercise() throws {
    let card = BlankCard.serve(at: .virtualReader)
    defer { card.stop() }
    let service = try CardService()
    try service.waitForCard(in: ReaderRoom.first, milliseconds: 20_000)
    let connection = try PCSCConnection(service, reader: "00 00", sharing: .exclusive)
    var exercise = try Exercise(connection, folder: desk.folder)
    try exercise.run()
  }
}

/// A card as it leaves the factory.
enum BlankCard {
  typealias MemoryCard = Card<SoftwarePurseCrypto, MemoryStorage>

  static func make() -> MemoryCard {
    MemoryCard(crypto: SoftwarePurseCrypto(), storage: MemoryStorage(bankSize: 32_768))
  }

  /// Lays one into a reader, served by a thread of its own until it is stopped.
  static func serve(at address: LinkAddress) -> VirtualCard<MemoryCard> {
    let card = VirtualCard(make())
    Thread.detachNewThread { try? card.stay(at: address, awaitsReader: true) { _ in } }
    return card
  }
}
