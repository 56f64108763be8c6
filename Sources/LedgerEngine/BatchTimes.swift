/// Where the time of batches went. On a store of its own writing goes on beside the rest and is not
/// counted here.
public struct BatchTimes: Sendable {
  public var decoding = Duration.zero
  public var reading = Duration.zero
  public var verifying = Duration.zero
  public var applying = Duration.zero
  public var writing = Duration.zero
  public init() {}

  mutating func measure<Value>(
    _ part: WritableKeyPath<BatchTimes, Duration>, _ body: () throws -> Value
  ) rethrows -> Value {
    let clock = ContinuousClock()
    let start = clock.now
    defer { self[keyPath: part] += clock.now - start }
    return try body()
  }
}
