/// That an earlier tree is the beginning of a later one: nothing but appended to (LOG-14).
public struct ConsistencyProof: Hashable, Sendable {
  public let earlier: UInt64
  public let later: UInt64
  public let hashes: [LogHash]

  public init(earlier: UInt64, later: UInt64, hashes: [LogHash]) {
    self.earlier = earlier
    self.later = later
    self.hashes = hashes
  }

  /// Throws `proofFails`, unless trees of these sizes with these roots are consistent.
  public func verify(earlierRoot: LogHash, laterRoot: LogHash) throws(LogError) {
    guard earlier <= later else { throw .sizesOutOfOrder(earlier: earlier, later: later) }
    if earlier == later || earlier == 0 {
      let agrees = earlier == later ? earlierRoot == laterRoot : earlierRoot == .empty
      guard agrees, hashes.isEmpty, later > 0 || laterRoot == .empty else { throw .proofFails }
      return
    }
    try climb(earlierRoot: earlierRoot, laterRoot: laterRoot)
  }

  /// The steps of RFC 9162, 2.1.4.2.
  private func climb(earlierRoot: LogHash, laterRoot: LogHash) throws(LogError) {
    var rest = hashes[...]
    // A complete earlier tree is its own first hash.
    let isComplete = earlier & (earlier - 1) == 0
    guard let start = isComplete ? earlierRoot : rest.popFirst() else { throw .proofFails }
    var node = earlier - 1
    var last = later - 1
    while node & 1 == 1 {
      node >>= 1
      last >>= 1
    }
    var earlierHash = start
    var laterHash = start
    for hash in rest {
      guard last > 0 else { throw .proofFails }
      if node & 1 == 1 || node == last {
        earlierHash = LogHash.node(hash, earlierHash)
        laterHash = LogHash.node(hash, laterHash)
        while node & 1 == 0, node != 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        laterHash = LogHash.node(laterHash, hash)
      }
      node >>= 1
      last >>= 1
    }
    guard last == 0, earlierHash == earlierRoot, laterHash == laterRoot else { throw .proofFails }
  }
}
