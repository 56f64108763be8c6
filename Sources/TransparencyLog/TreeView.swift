/// A tree of a given size as its tiles tell it: subtrees and proofs. It reads one tile for each
/// level of a proof and keeps the last few, so that neighbours cost nothing.
public struct TreeView<Reader: LogReader> {
  public let size: UInt64
  private let reader: Reader
  private var kept: [Tile: [LogHash]] = [:]

  public init(size: UInt64, reader: Reader) throws(LogError) {
    guard size <= LogTree.maximumSize else { throw .logFull }
    self.size = size
    self.reader = reader
  }

  /// The hash of a leaf, by its tile.
  public mutating func leafHash(_ index: UInt64) throws(LogError) -> LogHash {
    guard index < size else { throw .noSuchLeaf(index: index, size: size) }
    return try hash(of: index..<index + 1)
  }

  /// The proof that the leaf with this index is in the tree (LOG-13).
  public mutating func inclusionProof(of index: UInt64) throws(LogError) -> InclusionProof {
    guard index < size else { throw .noSuchLeaf(index: index, size: size) }
    var siblings: [Range<UInt64>] = []
    var range = 0..<size
    while range.count > 1 {
      let (left, right) = Self.halves(of: range)
      let isLeft = left.contains(index)
      siblings.append(isLeft ? right : left)
      range = isLeft ? left : right
    }
    return InclusionProof(index: index, size: size, hashes: try hashes(of: siblings.reversed()))
  }

  /// The proof that the tree of this many leaves is the beginning of this one (LOG-14).
  public mutating func consistencyProof(from earlier: UInt64) throws(LogError) -> ConsistencyProof {
    guard earlier <= size else { throw .sizesOutOfOrder(earlier: earlier, later: size) }
    var parts: [Range<UInt64>] = []
    var range = 0..<size
    if earlier > 0, earlier < size {
      while range.upperBound != earlier {
        let (left, right) = Self.halves(of: range)
        let isLeft = earlier <= left.upperBound
        parts.append(isLeft ? right : left)
        range = isLeft ? left : right
      }
      // The earlier root itself needs no hash: who checks the proof has it.
      if range.lowerBound > 0 { parts.append(range) }
    }
    return ConsistencyProof(
      earlier: earlier, later: size, hashes: try hashes(of: parts.reversed()))
  }

  private mutating func hashes(
    of ranges: some Collection<Range<UInt64>>
  ) throws(LogError) -> [LogHash] {
    var result: [LogHash] = []
    for range in ranges { result.append(try hash(of: range)) }
    return result
  }

  /// RFC 6962's MTH of the leaves: complete subtrees from the left, joined from the right.
  private mutating func hash(of range: Range<UInt64>) throws(LogError) -> LogHash {
    var subtrees: [LogHash] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let height = UInt64.bitWidth - 1 - (range.upperBound - start).leadingZeroBitCount
      subtrees.append(try subtree(height: height, from: start))
      start += 1 << UInt64(height)
    }
    guard var result = subtrees.popLast() else { return .empty }
    while let left = subtrees.popLast() { result = LogHash.node(left, result) }
    return result
  }

  private mutating func subtree(height: Int, from start: UInt64) throws(LogError) -> LogHash {
    let level = height / Tile.height
    let first = start >> UInt64(level * Tile.height)
    let count = 1 << (height % Tile.height)
    let tileHashes = try tile(level: level, index: first >> Tile.heightBits)
    let offset = Int(first & UInt64(Tile.fullWidth - 1))
    guard offset + count <= tileHashes.count else { throw .noSuchLeaf(index: start, size: size) }
    return LogHash.subtree(tileHashes[offset..<offset + count])
  }

  private mutating func tile(level: Int, index: UInt64) throws(LogError) -> [LogHash] {
    guard let tile = Tile.inTree(size: size, level: level, index: index) else {
      throw .noSuchLeaf(index: index, size: size)
    }
    if let hashes = kept[tile] { return hashes }
    let hashes = try reader.hashes(of: tile)
    if kept.count == Self.maximumKept { kept.removeAll() }
    kept[tile] = hashes
    return hashes
  }

  /// Left the largest complete subtree that leaves something to the right.
  private static func halves(
    of range: Range<UInt64>
  ) -> (left: Range<UInt64>, right: Range<UInt64>) {
    let span = range.upperBound - range.lowerBound
    let middle =
      range.lowerBound + (1 << UInt64(UInt64.bitWidth - 1 - (span - 1).leadingZeroBitCount))
    return (range.lowerBound..<middle, middle..<range.upperBound)
  }

  private static var maximumKept: Int { 32 }
}
