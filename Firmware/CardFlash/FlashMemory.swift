/// The words under a simulated flash, and what happens when its power goes. On the board it is a region
/// of memory that outlives the processor's reset; on a host an array.
public protocol FlashMemory: Sendable {
  /// Words of 8 bytes: two banks of equal size.
  var wordCount: Int { get }
  func word(at index: Int) -> UInt64
  mutating func setWord(_ word: UInt64, at index: Int)
  /// What was done to it since power came, and what is ordered.
  var usage: FlashUsage { get }
  // Not a setter: what the compiler makes of one keeps its frame on the heap.
  mutating func setUsage(_ usage: FlashUsage)
  /// The cut that was ordered has come. Doesn't return where a processor loses its power, too.
  mutating func powerLost()
}
