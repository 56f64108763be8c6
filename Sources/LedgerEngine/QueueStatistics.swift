/// What came of uploads since a ledger's start.
public struct QueueStatistics: Sendable {
  /// Waiting now.
  public var waiting = 0
  public var settled = 0
  public var refused = 0
  public var pushedBack = 0
  /// Without an answer because the store could not be reached.
  public var unavailable = 0
  public var batches = 0
  /// Batches applied again because another ledger on the same store was first.
  public var conflicts = 0
  public var latencies = LatencyHistogram()
  public init() {}

  mutating func note(_ result: SyncResult, after duration: Duration) {
    switch result {
    case .success: settled += 1
    case .failure: refused += 1
    }
    latencies.add(duration)
  }
}

/// Durations in buckets, each a ninth longer than the one before: percentiles of any number of them in
/// a fixed space, a ninth off at most.
public struct LatencyHistogram: Sendable {
  private var counts = [Int](repeating: 0, count: Self.buckets)
  public private(set) var count = 0
  public init() {}

  public mutating func add(_ duration: Duration) {
    counts[Self.bucket(duration.milliseconds)] += 1
    count += 1
  }

  /// The duration that a share of all stays within, in milliseconds; nil while there are none.
  /// - Parameter share: 0 to 1.
  public func milliseconds(within share: Double) -> Double? {
    guard count > 0 else { return nil }
    let wanted = (share * Double(count)).rounded(.up)
    var sum = 0
    for (bucket, count) in counts.enumerated() {
      sum += count
      if Double(sum) >= wanted { return Self.end(of: bucket) }
    }
    return Self.end(of: Self.buckets - 1)
  }

  /// From a microsecond to about a day.
  private static let buckets = 240
  private static let smallest = 0.001
  private static let factor = 10.0 / 9

  private static func end(of bucket: Int) -> Double {
    var end = smallest
    for _ in 0..<bucket { end *= factor }
    return end
  }

  private static func bucket(_ milliseconds: Double) -> Int {
    var (bucket, end) = (0, smallest)
    while end < milliseconds, bucket < buckets - 1 {
      end *= factor
      bucket += 1
    }
    return bucket
  }
}

extension Duration {
  var milliseconds: Double {
    Double(components.seconds) * 1_000 + Double(components.attoseconds) * 1e-15
  }
}
