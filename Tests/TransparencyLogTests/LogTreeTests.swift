import Testing

@testable import TransparencyLog

@Suite struct LogTreeTests {
  private static let sizes = [0, 1, 2, 3, 7, 255, 256, 257, 511, 512, 513, 1000]

  @Test("LOG-3: the root is RFC 6962's, for every size up to 300")
  func everySize() throws {
    let leaves = Fixture.leaves(300)
    var tree = LogTree()
    for count in 0...300 {
      #expect(tree.size == UInt64(count))
      #expect(tree.root == Fixture.root(leaves[..<count]), "\(count) leaves")
      if count < 300 { _ = try tree.append(leaves[count...count]) }
    }
  }

  @Test(
    "LOG-4: however leaves come in batches, the tiles are the same",
    arguments: [1, 7, 255, 256, 700])
  func batches(of batch: Int) throws {
    let leaves = Fixture.leaves(1000)
    var tree = LogTree()
    var storage = MemoryStorage()
    var full: [Tile: [UInt8]] = [:]
    for start in stride(from: 0, to: leaves.count, by: batch) {
      for content in try tree.append(leaves[start..<min(start + batch, leaves.count)]) {
        #expect(content.bytes.count == content.tile.byteCount)
        storage.files[.tile(content.tile)] = content.bytes
        if content.tile.isFull {
          #expect(full.updateValue(content.bytes, forKey: content.tile) == nil, "written once")
        }
      }
    }
    for (file, bytes) in try Fixture.tiles(leaves).files {
      #expect(storage.files[file] == bytes, "\(file.path)")
    }
    #expect(tree.root == Fixture.root(leaves[...]))
  }

  @Test("LOG-4: a hash of level 1 is the root of the full tile below")
  func levels() throws {
    let leaves = Fixture.leaves(600)
    let storage = try Fixture.tiles(leaves)
    let above = try #require(Tile(level: 1, index: 0, width: 2))
    #expect(
      storage.files[.tile(above)]
        == LogHash.bytes(of: [Fixture.root(leaves[..<256]), Fixture.root(leaves[256..<512])]))
  }

  @Test("A tree taken up from its tiles is the tree that wrote them", arguments: sizes)
  func resumed(size: Int) throws {
    let leaves = Fixture.leaves(1200)
    var grown = LogTree()
    var storage = MemoryStorage()
    for content in try grown.append(leaves[..<size]) {
      storage.files[.tile(content.tile)] = content.bytes
    }
    var resumed = try LogTree(size: UInt64(size), from: storage)
    #expect(resumed == grown)
    #expect(try resumed.append(leaves[size...]) == grown.append(leaves[size...]))
    #expect(resumed.root == Fixture.root(leaves[...]))
  }

  @Test("LOG-7: a tree of an earlier size is taken up from full tiles too")
  func fromFullTiles() throws {
    let leaves = Fixture.leaves(1000)
    let storage = try Fixture.tiles(leaves)
    for size in [1, 100, 256, 300, 768] {
      // Level 1 is partial still: what an earlier checkpoint needed of it is in no other file.
      var files = storage
      if size >= 256 {
        let tile = try #require(Tile(level: 1, index: 0, width: size / 256))
        files.files[.tile(tile)] = LogHash.bytes(
          of: (0..<size / 256).map { Fixture.root(leaves[$0 * 256..<($0 + 1) * 256]) })
      }
      #expect(try LogTree(size: UInt64(size), from: files).root == Fixture.root(leaves[..<size]))
    }
  }

  @Test("A missing tile and one of the wrong length are named")
  func broken() throws {
    var storage = try Fixture.tiles(Fixture.leaves(300))
    let file = try LogFile(path: "tile/0/001.p/44")
    storage.files[file]?.removeLast()
    #expect(throws: LogError.wrongLength(path: file.path, expected: 1408, actual: 1407)) {
      try LogTree(size: 300, from: storage)
    }
    storage.files[file] = nil
    #expect(throws: LogError.missing(path: file.path)) { try LogTree(size: 300, from: storage) }
  }

  @Test("LOG-12: no tree has more than 2^62 leaves")
  func full() {
    #expect(throws: LogError.logFull) {
      try LogTree(size: LogTree.maximumSize + 1, from: MemoryStorage())
    }
    #expect(throws: LogError.logFull) { try TreeView(size: .max, reader: MemoryStorage()) }
  }

  @Test("A tree of 2^62 leaves is taken up from one tile, and takes no more")
  func largest() throws {
    var storage = MemoryStorage()
    let top = try #require(Tile(level: 7, index: 0, width: 64))
    let hashes = Fixture.leaves(64)
    storage.files[.tile(top)] = LogHash.bytes(of: hashes)
    var tree = try LogTree(size: LogTree.maximumSize, from: storage)
    #expect(tree.root == Fixture.root(hashes[...]))
    #expect(throws: LogError.logFull) { try tree.append(Fixture.leaves(1)) }
  }
}
