import Purse
import Testing
import Wire

@testable import Card

@Suite struct CardLimitsTests {
  @Test("limits: the longest command and the longest answer fit the buffer") func limits() {
    let number = 10
    func object(_ bytes: Int) -> Int { bytes + 4 }
    let accept =
      2 * number + object(PurseLimits.answer) + object(256) + object(PurseLimits.sealed)
      + object(CardLimits.paddedPIN)
    #expect(accept <= CardLimits.data)
    #expect(object(WireLimits.message) <= CardLimits.data)
    #expect(4 * object(512) + 3 * number + object(64) + object(32) <= CardLimits.data)
    #expect(object(PurseLimits.answer) + object(PurseLimits.sealed) <= CardLimits.data)
    // A granted entry has no payment; an entry with one is at most 128 bytes.
    #expect(number + object(WireLimits.entry) <= CardLimits.data)
    #expect(
      number + object(PurseLimits.answer) + object(PurseLimits.sealed) + object(128)
        <= CardLimits.data)
    #expect(PurseLimits.doubts * (2 + 3 * number + 2 * 34) <= CardLimits.data)
    #expect(Slot().card.buffer.remaining == CardLimits.buffer)
  }
}
