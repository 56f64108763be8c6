/// The right edge of the tree: all that appending needs, whatever the tree's size. At most 256
/// hashes a level are kept, so memory does not grow with the log.
public struct LogTree: Hashable, Sendable {
  /// A tile with its hashes.
  public struct TileContent: Hashable, Sendable {
    public let tile: Tile
    public let hashes: [LogHash]
    /// Its file's bytes.
    public var bytes: [UInt8] { LogHash.bytes(of: hashes) }
  }

  /// Leaves so far.
  public private(set) var size: UInt64 = 0
  /// For each level the hashes of its partial tile.
  private var edge: [[LogHash]] = [[]]
  /// For each height the complete subtree that waits for its right neighbour.
  private var peaks: [LogHash?] = []

  /// The tree without leaves.
  public init() {}

  /// The tree of this many leaves, from its partial tiles. What they say is checked by comparing
  /// `root` with a signed one.
  public init(size: UInt64, from reader: some LogReader) throws(LogError) {
    guard size <= Self.maximumSize else { throw .logFull }
    self.size = size
    edge = []
    for level in 0...Tile.maximumLevel {
      let count = Tile.hashCount(size: size, level: level)
      guard count > 0 || level == 0 else { break }
      let tile = Tile.inTree(size: size, level: level, index: count >> Tile.heightBits)
      let hashes = try tile.map { tile throws(LogError) in try reader.hashes(of: tile) } ?? []
      edge.append(hashes)
      restorePeaks(of: hashes)
    }
    while let last = peaks.last, last == nil { peaks.removeLast() }
  }

  /// RFC 6962's root of the leaves so far.
  public var root: LogHash {
    var result: LogHash?
    for peak in peaks {
      guard let peak else { continue }
      result = result.map { LogHash.node(peak, $0) } ?? peak
    }
    return result ?? .empty
  }

  /// The leaves of the tile of level 0 that is not full.
  var partialLeaves: [LogHash] { edge[0] }

  /// The tiles at the right edge that are not full.
  var partialTiles: [TileContent] {
    edge.indices.filter { !edge[$0].isEmpty }.map { partialTile(level: $0) }
  }

  /// Appends the leaves and gives the tiles that are new: all that were completed, and of each
  /// level that grew its partial one. Hashes as many nodes as are new, and no others.
  public mutating func append(_ leaves: some Collection<LogHash>) throws(LogError) -> [TileContent]
  {
    guard UInt64(leaves.count) <= Self.maximumSize - size else { throw .logFull }
    var tiles: [TileContent] = []
    var grown = 0
    for leaf in leaves {
      grown = max(grown, push(leaf, height: 0, completed: &tiles))
    }
    guard !leaves.isEmpty else { return [] }
    for level in 0...grown where !edge[level].isEmpty {
      tiles.append(partialTile(level: level))
    }
    return tiles
  }

  /// Appends a full tile of leaves by its root alone, where only the tile above is trusted. The
  /// tree must end with a full tile.
  mutating func append(tileRoot: LogHash) throws(LogError) -> [TileContent] {
    guard edge[0].isEmpty, UInt64(Tile.fullWidth) <= Self.maximumSize - size else {
      throw .logFull
    }
    var tiles: [TileContent] = []
    _ = push(tileRoot, height: Tile.height, completed: &tiles)
    return tiles
  }

  /// The highest level that got a hash.
  private mutating func push(
    _ subtree: LogHash, height start: Int, completed tiles: inout [TileContent]
  ) -> Int {
    size += 1 << UInt64(start)
    var hash = subtree
    var height = start
    var level = start / Tile.height
    while peaks.count < start { peaks.append(nil) }
    place(hash, level: level, completed: &tiles)
    while height < peaks.count, let left = peaks[height] {
      hash = LogHash.node(left, hash)
      peaks[height] = nil
      height += 1
      if height % Tile.height == 0 {
        level = height / Tile.height
        place(hash, level: level, completed: &tiles)
      }
    }
    if height == peaks.count { peaks.append(nil) }
    peaks[height] = hash
    return level
  }

  /// A tile is complete with its 256th hash.
  private mutating func place(
    _ hash: LogHash, level: Int, completed tiles: inout [TileContent]
  ) {
    if level == edge.count { edge.append([]) }
    edge[level].append(hash)
    guard edge[level].count == Tile.fullWidth else { return }
    tiles.append(partialTile(level: level))
    edge[level].removeAll(keepingCapacity: true)
  }

  private func partialTile(level: Int) -> TileContent {
    let count = Tile.hashCount(size: size, level: level)
    let index = (count - 1) >> Tile.heightBits
    return TileContent(
      tile: Tile(unchecked: level, index, edge[level].count), hashes: edge[level])
  }

  /// The bits of a partial tile's width are the subtrees that wait, the largest leftmost.
  private mutating func restorePeaks(of hashes: [LogHash]) {
    var rest = hashes[...]
    var restored: [LogHash?] = Array(repeating: nil, count: Tile.height)
    for height in (0..<Tile.height).reversed() where hashes.count & (1 << height) != 0 {
      restored[height] = LogHash.subtree(rest.prefix(1 << height))
      rest = rest.dropFirst(1 << height)
    }
    peaks += restored
  }

  /// The most leaves of a log (LOG-12).
  public static let maximumSize: UInt64 = 1 << 62
}
