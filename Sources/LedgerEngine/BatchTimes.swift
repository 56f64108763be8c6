/// Where the time of batches went. In a queue on a store of its own the stages of different batches
/// overlap, and writing, beside them, is not counted here.
public struct BatchTimes: Sendable {
  public var decoding = Duration.zero
  public var reading = Duration.zero
  public var verifying = Duration.zero
  public var applying = Duration.zero
  public var writing = Duration.zero
  public init() {}

  mutating func add(_ other: BatchTimes) {
    decoding += other.decoding
    reading += other.reading
    verifying += other.verifying
    applying += other.applying
    writing += other.writing
  }

  mutating func measure<Value>(
    _ part: WritableKeyPath<BatchTimes, Duration>, _ body: () throws -> Value
  ) rethrows -> Value {
    let clock = ContinuousClock()
    let start = clock.now
    defer { self[keyPath: part] += clock.now - start }
    return try body()
  }
}
