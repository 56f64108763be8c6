import Testing

@testable import CardLink

/// What is computed from a count.
struct MeterTests {
  static func meter() -> CardMeter {
    var meter = CardMeter()
    meter.taps = 1
    meter.apdus = 2
    meter.bytesToCard = 150
    meter.bytesFromCard = 350
    meter.signatures = 2
    meter.verifications = 1
    return meter
  }

  @Test("FLO-9: the time on a real card is its field's and its signatures'") func times() {
    let times = Self.meter().times
    #expect(times.map(\.milliseconds) == [183, 144, 320, 281, 569, 530])
    #expect(times.map(\.kilobitsPerSecond) == [106, 424, 106, 424, 106, 424])
    #expect(Set(times.map(\.card)).count == 3)
  }

  @Test("FLO-3: two cards of one flow are counted together") func sum() {
    let sum = Self.meter() + Self.meter()
    #expect(sum.taps == 2 && sum.apdus == 4 && sum.bytes == 1_000)
    #expect(sum.signatures == 4 && sum.verifications == 2 && sum.pins == 0)
  }
}
