import LedgerEngine
import Testing

@Suite struct LatencyTests {
  @Test("percentiles are at most a ninth off, from microseconds to hours")
  func percentiles() throws {
    var latencies = LatencyHistogram()
    #expect(latencies.milliseconds(within: 0.5) == nil)
    for milliseconds in 1...1_000 { latencies.add(.milliseconds(milliseconds)) }
    for (share, due) in [(0.5, 500.0), (0.99, 990), (1, 1_000), (0.001, 1)] {
      let found = try #require(latencies.milliseconds(within: share))
      #expect(found >= due && found <= due * 10 / 9, "\(share): \(found)")
    }
    var longest = LatencyHistogram()
    longest.add(.seconds(3_600))
    let hour = try #require(longest.milliseconds(within: 1))
    #expect(hour >= 3_600_000 && hour <= 4_000_000)
  }

  @Test("what lasts longer than the last bucket is counted there, and nothing is lost")
  func ends() throws {
    var latencies = LatencyHistogram()
    latencies.add(.zero)
    latencies.add(.seconds(1_000_000_000))
    #expect(latencies.count == 2)
    #expect(try #require(latencies.milliseconds(within: 0.5)) <= 0.001)
    #expect(try #require(latencies.milliseconds(within: 1)) > 3_600_000)
  }
}
