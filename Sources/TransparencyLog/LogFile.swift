/// Which file of a log, and its path below the log's folder (LOG-5, LOG-6).
public enum LogFile: Hashable, Sendable {
  case checkpoint
  case tile(Tile)
  /// The commitments of the entries of a tile of level 0.
  case commitments(Tile)
  /// Their salts and bodies: never served.
  case entries(Tile)

  /// The one way to write it, with `/` between folders.
  public var path: String {
    switch self {
    case .checkpoint: Self.checkpointPath
    case .tile(let tile): "\(Self.tilePrefix)\(tile.level)/" + Self.suffix(of: tile)
    case .commitments(let tile): Self.commitmentsPrefix + Self.suffix(of: tile)
    case .entries(let tile): Self.entriesPrefix + Self.suffix(of: tile)
    }
  }

  /// Throws `malformedPath`, unless the path is written in the one way.
  public init(path: String) throws(LogError) {
    guard let file = Self.parse(path), file.path == path else { throw .malformedPath(path) }
    self = file
  }

  /// The same file as it is when its tile is full; a partial one is the beginning of it (LOG-7).
  var full: LogFile {
    switch self {
    case .checkpoint: .checkpoint
    case .tile(let tile): .tile(tile.full)
    case .commitments(let tile): .commitments(tile.full)
    case .entries(let tile): .entries(tile.full)
    }
  }

  /// The folder that holds the partial files of this place.
  var partialFolder: String { full.path + Self.partialMark }

  private static func suffix(of tile: Tile) -> String {
    var groups = [digits(tile.index % groupSize)]
    var rest = tile.index / groupSize
    while rest > 0 {
      groups.append("x" + digits(rest % groupSize))
      rest /= groupSize
    }
    return groups.reversed().joined(separator: "/")
      + (tile.isFull ? "" : "\(partialMark)/\(tile.width)")
  }

  private static func digits(_ group: UInt64) -> String {
    let text = String(group)
    return String(repeating: "0", count: 3 - text.count) + text
  }

  /// Reads generously; that the result is written the same way is checked behind it.
  private static func parse(_ path: String) -> LogFile? {
    if path == checkpointPath { return .checkpoint }
    if path.hasPrefix(entriesPrefix) {
      return tile(level: 0, path.dropFirst(entriesPrefix.count)).map { .entries($0) }
    }
    if path.hasPrefix(commitmentsPrefix) {
      return tile(level: 0, path.dropFirst(commitmentsPrefix.count)).map { .commitments($0) }
    }
    guard path.hasPrefix(tilePrefix) else { return nil }
    let parts = path.dropFirst(tilePrefix.count).split(
      separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let level = Int(parts[0]) else { return nil }
    return tile(level: level, parts[1]).map { .tile($0) }
  }

  private static func tile(level: Int, _ suffix: Substring) -> Tile? {
    var groups = suffix.split(separator: "/", omittingEmptySubsequences: false)
    guard groups.count <= maximumGroups else { return nil }
    var width = Tile.fullWidth
    if groups.count >= 2, groups[groups.count - 2].hasSuffix(partialMark) {
      guard let partial = Int(groups.removeLast()), partial < Tile.fullWidth else { return nil }
      width = partial
      groups[groups.count - 1].removeLast(partialMark.count)
    }
    var index: UInt64 = 0
    for group in groups {
      let digits = group.hasPrefix("x") ? group.dropFirst() : group
      guard digits.utf8.count == 3, let number = UInt64(digits) else { return nil }
      let (product, overflows) = index.multipliedReportingOverflow(by: groupSize)
      guard !overflows, product <= UInt64.max - number else { return nil }
      index = product + number
    }
    return Tile(level: level, index: index, width: width)
  }

  private static let checkpointPath = "checkpoint"
  private static let tilePrefix = "tile/"
  private static let commitmentsPrefix = "tile/entries/"
  private static let entriesPrefix = "private/entries/"
  private static let partialMark = ".p"
  private static let groupSize: UInt64 = 1000
  private static let maximumGroups = 9
}
