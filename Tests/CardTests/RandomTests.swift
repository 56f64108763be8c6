import Purse
import Testing
import Wire
import World

@testable import Card

/// Bytes that nobody meant, at cards that matter.
@Suite struct RandomTests {
  private struct Dice {
    var generator: Seeded
    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: generator.next()) }
    mutating func below(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }
  }

  @Test("APD-5 to APD-9: random bytes as commands: a known word, nothing changed, no trap")
  func noise() throws {
    var desk = try Desk()
    var dice = Dice(generator: Seeded(seed: 11))
    try desk.with("Alice") { slot in
      let before = slot.picture
      for _ in 0..<5_000 {
        let answer = slot.send(raw: dice.bytes(dice.below(40)))
        #expect(Self.isKnown(answer.word), "\(String(answer.word, radix: 16))")
      }
      #expect(slot.picture == before)
    }
  }

  @Test("APD-8: true commands with a few bytes altered never make money") func altered() throws {
    for seed in 0..<8 as Range<UInt64> {
      var desk = try Desk()
      var dice = Dice(generator: Seeded(seed: 100 + seed))
      let request = try desk.request("Bob", 5_000)
      let pay = try desk.pay("Alice", request).extended
      try desk.with("Alice") { slot in
        for _ in 0..<400 {
          var bytes = pay
          for _ in 0...dice.below(3) { bytes[dice.below(bytes.count)] ^= 1 << UInt8(dice.below(8)) }
          if dice.below(8) == 0 { bytes.removeLast(dice.below(20)) }
          // All tries are there, so that a right PIN gives none back.
          slot.send(.verify(Desk.pin))
          slot.send(.select)
          let before = slot.picture
          let answer = slot.send(raw: bytes)
          #expect(Self.isKnown(answer.word), "\(String(answer.word, radix: 16))")
          let isRefusal = answer.word != 0x9000 && answer.word >> 8 != 0x61
          let pinTried = answer.word >> 4 == 0x63C || answer.word == 0x6983
          if isRefusal && !pinTried { #expect(slot.picture == before, "after a refusal") }
          if dice.below(20) == 0 { slot.send(.select) }
        }
      }
      #expect(try desk.spendable("Alice") <= 20_000)
    }
  }

  static func isKnown(_ word: UInt16) -> Bool {
    switch word {
    case 0x9000, 0x6581, 0x6700, 0x6881, 0x6882, 0x6883, 0x6982, 0x6983, 0x6985, 0x6A80, 0x6A82,
      0x6A83, 0x6A84, 0x6A86, 0x6A88, 0x6D00, 0x6E00, 0x9401...0x941A, 0x6100...0x61FF,
      0x63C0...0x63C3:
      true
    default: false
    }
  }
}
