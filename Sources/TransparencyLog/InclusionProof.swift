/// That a leaf is in a tree: the hashes beside its way to the root (LOG-13).
public struct InclusionProof: Hashable, Sendable {
  public let index: UInt64
  public let size: UInt64
  /// From the leaf's neighbour up.
  public let hashes: [LogHash]

  public init(index: UInt64, size: UInt64, hashes: [LogHash]) {
    self.index = index
    self.size = size
    self.hashes = hashes
  }

  /// Throws `proofFails`, unless the leaf with this index in a tree of this size has this root.
  /// The steps are those of RFC 9162, 2.1.3.2.
  public func verify(leaf: LogHash, root: LogHash) throws(LogError) {
    guard index < size else { throw .noSuchLeaf(index: index, size: size) }
    var node = index
    var last = size - 1
    var hash = leaf
    for sibling in hashes {
      guard last > 0 else { throw .proofFails }
      if node & 1 == 1 || node == last {
        hash = LogHash.node(sibling, hash)
        // At the right end a neighbour may be higher: on to where the node is a right child.
        while node & 1 == 0, node != 0 {
          node >>= 1
          last >>= 1
        }
      } else {
        hash = LogHash.node(hash, sibling)
      }
      node >>= 1
      last >>= 1
    }
    guard last == 0, hash == root else { throw .proofFails }
  }
}
