import Payment
import Testing
import Wire
import World

@testable import Purse

/// Memory that somebody or something has altered while the purse was off.
struct DamageTests {
  @Test("PUR-3: a purse altered before its last record says so and goes on from no older state")
  func altered() throws {
    var pair = try Pair(200)
    for _ in 0..<3 { try pair.exchange(5) }
    let purse = try #require(pair.stage.purses["Alice"])
    let log = Log(storage: purse.storage)
    var last = Log<MemoryStorage>.bankHeader
    var next = last
    while let record = log.record(at: next) { (last, next) = (next, record.end) }
    let base = log.bank * purse.storage.bankSize
    var damaged = 0
    for offset in stride(from: Log<MemoryStorage>.bankHeader, to: last, by: 5) {
      var image = purse.storage.image
      image[base + offset] ^= 0x10
      var opened = ModelPurse(
        crypto: ModelPurseCrypto(seed: 1), storage: MemoryStorage(image: image))
      // A flip in the padding of a record, or in what no record uses, alters nothing.
      if Pair.picture(opened) == Pair.picture(purse) { continue }
      damaged += 1
      #expect(throws: PurseError.damaged) {
        _ = try opened.execute(.unload(expected: SequenceNumber(1), amount: .zero), time: nil)
      }
    }
    #expect(damaged > 100)
  }

  @Test("PUR-3: a purse altered in what its bank began with never takes it for a cut write")
  func alteredAtRest() throws {
    var pair = try Pair(200)
    try pair.stage.sync("Alice")
    let purse = try #require(pair.stage.purses["Alice"])
    let log = Log(storage: purse.storage)
    let base = log.bank * purse.storage.bankSize
    for offset in stride(from: Log<MemoryStorage>.bankHeader, to: log.end, by: 3) {
      var image = purse.storage.image
      image[base + offset] ^= 0x10
      var opened = ModelPurse(
        crypto: ModelPurseCrypto(seed: 1), storage: MemoryStorage(image: image))
      if Pair.picture(opened) == Pair.picture(purse) { continue }
      #expect(throws: PurseError.damaged) { try opened.verify(pin: try ModelBank.pin()) }
    }
  }

  @Test("PUR-3: a write that was cut short is not taken for damage") func torn() throws {
    var pair = try Pair(200)
    try pair.exchange(5)
    var purse = try #require(pair.stage.purses["Alice"])
    let before = Pair.picture(purse)
    var storage = purse.storage
    storage.powerFailsAfter = 0
    storage.tornBytes = 8
    purse = ModelPurse(crypto: ModelPurseCrypto(seed: 1), storage: storage)
    #expect(throws: PurseError.storage) { try purse.verify(pin: try ModelBank.pin()) }
    let opened = ModelPurse(crypto: ModelPurseCrypto(seed: 1), storage: purse.storage)
    #expect(Pair.picture(opened) == before)
  }
}
