import Purse
import Testing
import World

@testable import Card

@Suite struct DamageTests {
  @Test("APD-2, PUR-3: a card whose memory was altered says so to every command")
  func everyCommand()
    throws
  {
    var desk = try Desk()
    _ = try desk.request("Alice", 500)
    let storage = try desk.with("Alice") { $0.card.purse.storage }
    var image = storage.image
    // Bits in the middle of what the bank in use began with.
    for bank in 0..<2 { image[bank * storage.bankSize + 100] ^= 0x10 }
    var slot = Slot(
      ModelCard(crypto: ModelPurseCrypto(seed: 5), storage: MemoryStorage(image: image)))
    #expect(slot.send(.read(0x01)).word == 0x6D00)
    #expect(slot.send(.select).word == 0x6400)
    for object in UInt8(1)...10 { #expect(slot.send(.read(object)).word == 0x6400) }
    #expect(slot.send(.verify("")).word == 0x6400)
    for instruction in Instruction.every {
      #expect(slot.send(Command(instruction)).word == 0x6400, "\(instruction)")
    }
    #expect(slot.card.purse.storage == MemoryStorage(image: image))
  }
}
