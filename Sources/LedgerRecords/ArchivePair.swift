/// A key of the index of what is closed, and a batch that it leads to.
public struct ArchivePair: Hashable, Comparable, Sendable {
  public var key: UInt64
  public var batch: UInt64

  public init(key: UInt64, batch: UInt64) {
    self.key = key
    self.batch = batch
  }

  public static func < (a: ArchivePair, b: ArchivePair) -> Bool {
    (a.key, a.batch) < (b.key, b.batch)
  }
}

/// Adds pairs up in any order, to compare two sets of them without having either in memory. Swift's hashes
/// are keyed anew in every process, so that nobody can have written an index to fit.
public struct ArchivePairSum: Equatable, Sendable {
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  public init() {}

  public mutating func add(_ pair: ArchivePair) {
    low &+= Self.hash(pair, 1)
    high &+= Self.hash(pair, 2)
  }

  private static func hash(_ pair: ArchivePair, _ half: UInt8) -> UInt64 {
    var hasher = Hasher()
    hasher.combine(half)
    hasher.combine(pair)
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }
}
