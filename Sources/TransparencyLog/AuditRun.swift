/// One audit under way: the tree is built again from leaves that are judged tile by tile, and every
/// file is compared with it.
struct AuditRun<Reader: LogReader> {
  let reader: Reader
  let sources: AuditSources
  let checkpoint: Checkpoint
  var report: AuditReport
  private var tree = LogTree()
  /// The tile of level 1 read last: hashes of the tiles of level 0.
  private var parents: (tile: Tile, hashes: [LogHash])?
  /// The tiles of level 1 lead to the signed root: then they decide about every tile below.
  private var isAboveProven = false

  init(reader: Reader, sources: AuditSources, checkpoint: Checkpoint, report: AuditReport) {
    self.reader = reader
    self.sources = sources
    self.checkpoint = checkpoint
    self.report = report
  }

  mutating func run() -> AuditReport {
    if report.earlier?.size == 0 { compareEarlier(tree) }
    isAboveProven = provesAbove()
    var index: UInt64 = 0
    while let tile = Tile.inTree(size: checkpoint.size, level: 0, index: index) {
      auditLeaves(of: tile)
      index += 1
    }
    for content in tree.partialTiles where content.tile.level > 0 { compare(content) }
    if tree.root != checkpoint.root { report.add(.otherRoot(.later)) }
    return report
  }

  private mutating func auditLeaves(of tile: Tile) {
    let (witnesses, findings) = witnesses(of: tile)
    for finding in findings { report.add(finding) }
    let judgement = judge(witnesses, tile: tile)
    for witness in witnesses { compare(witness, with: judgement, tile: tile) }
    append(judgement)
    report.entries = tree.size
  }

  /// Whether the tiles of level 1, with what some file says of the last leaves, lead to the root.
  private mutating func provesAbove() -> Bool {
    var above = LogTree()
    var index: UInt64 = 0
    while let tile = Tile.inTree(size: checkpoint.size, level: 0, index: index), tile.isFull {
      guard let root = parent(of: tile), (try? above.append(tileRoot: root)) != nil else {
        return false
      }
      index += 1
    }
    guard let last = Tile.inTree(size: checkpoint.size, level: 0, index: index) else {
      return above.root == checkpoint.root
    }
    return witnesses(of: last).witnesses.contains { witness in
      var whole = above
      return (try? whole.append(witness.hashes)) != nil && whole.size == checkpoint.size
        && whole.root == checkpoint.root
    }
  }

  /// LOG-18: what all say; else what the tile above says; else what the signed root says; else what
  /// most say.
  private mutating func judge(_ witnesses: [AuditWitness], tile: Tile) -> Judgement {
    let candidates = Set(witnesses.map(\.hashes).filter { $0.count == tile.width })
    let whole = witnesses.filter { candidates.contains($0.hashes) }
    let above = isAboveProven && tile.isFull ? parent(of: tile) : nil
    guard let first = whole.first else {
      let longest = witnesses.map(\.hashes).max { $0.count < $1.count } ?? []
      let padding = Array(repeating: LogHash.empty, count: tile.width - longest.count)
      return Judgement(leaves: longest + padding, isDecided: false, tileRoot: above)
    }
    if candidates.count == 1, above == nil {
      return Judgement(leaves: first.hashes, isDecided: true)
    }
    if let leaves = candidates.first(where: { leads($0, to: tile) }) {
      return Judgement(leaves: leaves, isDecided: true)
    }
    let votes = whole.max { left, right in
      whole.count { $0.hashes == left.hashes } < whole.count { $0.hashes == right.hashes }
    }
    return Judgement(
      leaves: votes?.hashes ?? first.hashes, isDecided: false, tileRoot: above)
  }

  /// Whether the leaves lead to the hash in the tile above, or at the right edge to the signed root.
  private mutating func leads(_ leaves: [LogHash], to tile: Tile) -> Bool {
    if tile.isFull { return LogHash.subtree(leaves) == parent(of: tile) }
    var edge = tree
    return (try? edge.append(leaves)) != nil && edge.root == checkpoint.root
  }

  private mutating func parent(of tile: Tile) -> LogHash? {
    let place = tile.index >> Tile.heightBits
    guard let above = Tile.inTree(size: checkpoint.size, level: 1, index: place) else { return nil }
    if parents?.tile != above {
      guard let hashes = try? reader.hashes(of: above) else { return nil }
      parents = (above, hashes)
    }
    return parents?.hashes[Int(tile.index & UInt64(Tile.fullWidth - 1))]
  }

  private mutating func compare(
    _ witness: AuditWitness, with judgement: Judgement, tile: Tile
  ) {
    var differences = witness.differences(from: judgement.leaves)
    let first = tile.index << Tile.heightBits
    if let unreadable = witness.unreadable {
      // An altered length shifts all that follows, so that nothing behind the first difference is
      // worth naming.
      let index = differences.first ?? tile.width - 1
      let start = index < witness.ranges.count ? witness.ranges[index].lowerBound : nil
      let from = differences.isEmpty ? unreadable.lowerBound : start ?? unreadable.lowerBound
      report.add(
        .altered(
          witness.file, bytes: from..<max(from + 1, unreadable.upperBound),
          entry: first + UInt64(index)))
      return
    }
    differences.removeAll { $0 >= witness.ranges.count }
    if judgement.tileRoot != nil, differences.isEmpty, let end = witness.ranges.last?.upperBound {
      // What the tile above says is proven, and this file's leaves do not lead to it.
      report.add(.altered(witness.file, bytes: 0..<end, entry: nil))
    }
    for index in differences {
      let entry = first + UInt64(index)
      guard judgement.isDecided else {
        report.add(.undecided(witness.file, bytes: witness.ranges[index], entry: entry))
        continue
      }
      var bytes = witness.ranges[index]
      if case .tile = witness.file {
        bytes = Self.altered(witness.hashes[index], judgement.leaves[index], at: bytes.lowerBound)
      }
      report.add(.altered(witness.file, bytes: bytes, entry: entry))
    }
  }

  private mutating func append(_ judgement: Judgement) {
    let earlier = report.earlier?.size
    if let root = judgement.tileRoot {
      // A checkpoint has no more leaves than a tree can have.
      guard let tiles = try? tree.append(tileRoot: root) else { return }
      compareFull(tiles)
      if earlier == tree.size { compareEarlier(tree) }
      return
    }
    var rest = judgement.leaves[...]
    if let earlier, earlier > tree.size, earlier - tree.size <= UInt64(rest.count) {
      let part = rest.prefix(Int(earlier - tree.size))
      rest = rest.dropFirst(part.count)
      grow(by: part)
      compareEarlier(tree)
    }
    grow(by: rest)
  }

  private mutating func grow(by leaves: ArraySlice<LogHash>) {
    guard let tiles = try? tree.append(leaves) else { return }
    compareFull(tiles)
  }

  /// Tiles above level 0 that are complete now are compared at once.
  private mutating func compareFull(_ tiles: [LogTree.TileContent]) {
    for content in tiles where content.tile.level > 0 && content.tile.isFull { compare(content) }
  }

  /// The tree as it was at the earlier checkpoint, and the partial tiles still there from it.
  private mutating func compareEarlier(_ tree: LogTree) {
    guard let earlier = report.earlier else { return }
    if tree.root != earlier.root { report.add(.otherRoot(.earlier)) }
    for content in tree.partialTiles {
      let file = LogFile.tile(content.tile)
      let isPresentToo =
        Tile.inTree(
          size: checkpoint.size, level: content.tile.level, index: content.tile.index)
        == content.tile
      if !isPresentToo, (try? reader.read(file)) != nil { compare(content) }
    }
  }

  private mutating func compare(_ content: LogTree.TileContent) {
    var findings: [AuditFinding] = []
    let found = read(.tile(content.tile), &findings)
    if let (file, bytes) = found {
      findings += wrongLength(of: file, bytes, tile: content.tile, stride: LogHash.byteCount)
    }
    for finding in findings { report.add(finding) }
    guard let (file, bytes) = found else { return }
    let witness = AuditWitness(tile: file, bytes: bytes, count: content.tile.width)
    for index in witness.hashes.indices where witness.hashes[index] != content.hashes[index] {
      let start = index * LogHash.byteCount
      report.add(
        .altered(
          file, bytes: Self.altered(witness.hashes[index], content.hashes[index], at: start),
          entry: nil))
    }
  }

  /// From the first to the last byte in which two hashes differ.
  private static func altered(_ left: LogHash, _ right: LogHash, at start: Int) -> Range<Int> {
    let differences = zip(left.bytes, right.bytes).enumerated().filter { $1.0 != $1.1 }.map(
      \.offset)
    let first = differences.first ?? 0
    return start + first..<start + (differences.last ?? first) + 1
  }

  /// The leaves taken for right, and whether something signed says so.
  private struct Judgement {
    let leaves: [LogHash]
    let isDecided: Bool
    /// What the tile above says, where it is proven and no file's leaves lead to it.
    var tileRoot: LogHash?
  }
}
