import Testing

@testable import TransparencyLog

@Suite struct LogEntriesTests {
  @Test(
    "LOG-6: all entries come in their order, from any index on",
    arguments: [0, 3, 255, 256, 299, 300])
  func all(from start: Int) throws {
    var writer = try Fixture.log(batches: [100, 200])
    let checkpoint = try writer.checkpoint()
    var entries = LogEntries(of: checkpoint, from: UInt64(start), reader: writer.storage)
    for entry in try Fixture.entries(start..<300) { #expect(try entries.next() == entry) }
    #expect(try entries.next() == nil)
    #expect(entries.index == 300)
  }

  @Test("LOG-1: an entry that is not the one committed to is refused, those before it are not")
  func altered() throws {
    var writer = try Fixture.log(batches: [5])
    let checkpoint = try writer.checkpoint()
    var storage = writer.storage
    let file = try LogFile(path: "private/entries/000.p/5")
    let place = 2 * (2 + 32 + 9)
    storage.files[file]?[place + 5] ^= 1
    var entries = LogEntries(of: checkpoint, reader: storage)
    _ = try entries.next()
    _ = try entries.next()
    #expect(throws: LogError.malformedBundle(path: file.path, offset: place)) {
      try entries.next()
    }
  }

  @Test("A missing bundle is named, and an index behind the end gives nothing")
  func missing() throws {
    var writer = try Fixture.log(batches: [5])
    let checkpoint = try writer.checkpoint()
    var storage = writer.storage
    let file = try LogFile(path: "tile/entries/000.p/5")
    storage.files[file] = nil
    var entries = LogEntries(of: checkpoint, reader: storage)
    #expect(throws: LogError.missing(path: file.path)) { try entries.next() }
    entries = LogEntries(of: checkpoint, from: .max, reader: storage)
    #expect(try entries.next() == nil)
  }
}
