/// Which tile: its level, its number within the level and how many hashes it has (LOG-4).
public struct Tile: Hashable, Sendable {
  public let level: Int
  public let index: UInt64
  /// 1 to 256 hashes; 256 make it full.
  public let width: Int

  /// `nil` for a level, index or width that no tile has.
  public init?(level: Int, index: UInt64, width: Int = Tile.fullWidth) {
    guard 0...Self.maximumLevel ~= level, index <= Self.maximumIndex,
      1...Self.fullWidth ~= width
    else { return nil }
    self.init(unchecked: level, index, width)
  }

  init(unchecked level: Int, _ index: UInt64, _ width: Int) {
    self.level = level
    self.index = index
    self.width = width
  }

  public var isFull: Bool { width == Self.fullWidth }

  /// The full tile of the same place.
  public var full: Tile { Tile(unchecked: level, index, Self.fullWidth) }

  /// Bytes of its file.
  public var byteCount: Int { width * LogHash.byteCount }

  /// The tile of a level with this index in a tree of this many leaves; `nil` if it has no hash
  /// there.
  static func inTree(size: UInt64, level: Int, index: UInt64) -> Tile? {
    let count = hashCount(size: size, level: level)
    let fullTiles = count >> heightBits
    if index < fullTiles { return Tile(unchecked: level, index, fullWidth) }
    let rest = Int(count & UInt64(fullWidth - 1))
    guard index == fullTiles, rest > 0 else { return nil }
    return Tile(unchecked: level, index, rest)
  }

  /// How many hashes a level has in a tree of this many leaves: one for each complete subtree.
  static func hashCount(size: UInt64, level: Int) -> UInt64 {
    let shift = level * height
    return shift < UInt64.bitWidth ? size >> UInt64(shift) : 0
  }

  /// Levels of the tree within a tile.
  public static let height = 8
  /// Hashes in a full tile.
  public static let fullWidth = 256
  /// Levels that a tree of at most 2^62 leaves has tiles at.
  static let maximumLevel = 7

  static let heightBits: UInt64 = 8
  static let maximumIndex: UInt64 = 1 << 62
}
