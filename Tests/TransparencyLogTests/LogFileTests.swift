import Testing

@testable import TransparencyLog

@Suite struct LogFileTests {
  @Test(
    "LOG-5: an index is written in groups of three digits",
    arguments: [
      ("tile/0/x001/067", 0, 1067, 256), ("tile/0/001.p/5", 0, 1, 5),
      ("tile/7/x123/x456/078", 7, 123_456_078, 256),
      ("tile/3/x001/x234/067.p/255", 3, 1_234_067, 255),
      ("tile/0/000", 0, 0, 256), ("tile/1/999.p/1", 1, 999, 1),
    ])
  func tiles(path: String, level: Int, index: UInt64, width: Int) throws {
    let tile = try #require(Tile(level: level, index: index, width: width))
    #expect(LogFile.tile(tile).path == path)
    #expect(try LogFile(path: path) == .tile(tile))
  }

  @Test("LOG-6: bundles have the places of the tiles of level 0")
  func bundles() throws {
    let tile = try #require(Tile(level: 0, index: 1067, width: 3))
    #expect(LogFile.commitments(tile).path == "tile/entries/x001/067.p/3")
    #expect(LogFile.entries(tile).path == "private/entries/x001/067.p/3")
    for file in [LogFile.commitments(tile), .entries(tile.full), .checkpoint] {
      #expect(try LogFile(path: file.path) == file)
    }
  }

  @Test(
    "LOG-5: any other writing is refused",
    arguments: [
      "", "/", "tile", "tile/0", "tile/0/", "tile/0/1", "tile/0/01", "tile/0/0001", "tile/00/001",
      "tile/-1/001", "tile/8/001", "tile/64/001", "tile/+1/001", "tile/0/x000/001",
      "tile/0/123/456/078",
      "tile/0/x001", "tile/0/001/x002", "tile/0/001.p", "tile/0/001.p/0", "tile/0/001.p/256",
      "tile/0/001.p/05", "tile/0/001.p/-5", "tile/0/001.p/5/6", "tile/0/x001.p/5", "tile/0/00a",
      "tile/0/+01", "tile/0/001 ", "tile/0//001", "tile/data/000", "tile/entries/",
      "tile/entries/0",
      "private/entries/../000", "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999",
      "tile/0/x018/x446/x744/x073/x709/x551/x616/x000/000", "checkpoint/", "tile/0/.p/5",
      "tile/0/٠٠١",
    ])
  func refused(path: String) {
    #expect(throws: LogError.malformedPath(path)) { try LogFile(path: path) }
  }

  @Test("LOG-4: a tree of 70,000 leaves has the tiles that the example names")
  func widths() {
    let size: UInt64 = 70_000
    #expect(Tile.inTree(size: size, level: 0, index: 272)?.isFull == true)
    #expect(Tile.inTree(size: size, level: 0, index: 273)?.width == 112)
    #expect(Tile.inTree(size: size, level: 0, index: 274) == nil)
    #expect(Tile.inTree(size: size, level: 1, index: 0)?.isFull == true)
    #expect(Tile.inTree(size: size, level: 1, index: 1)?.width == 17)
    #expect(Tile.inTree(size: size, level: 2, index: 0)?.width == 1)
    #expect(Tile.inTree(size: size, level: 3, index: 0) == nil)
    #expect(Tile.inTree(size: 256, level: 0, index: 1) == nil)
  }
}
