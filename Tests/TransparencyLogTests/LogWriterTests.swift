import Foundation
import Testing

@testable import TransparencyLog

@Suite struct LogWriterTests {
  @Test("LOG-12: a log begins with a signed checkpoint of no entries")
  func empty() throws {
    let writer = try LogWriter(storage: MemoryStorage(), signer: Fixture.signer())
    let note = try #require(writer.storage.files[.checkpoint])
    let checkpoint = try Checkpoint(
      note: note, origin: Fixture.origin, keys: [Fixture.signer().key])
    #expect(checkpoint == Checkpoint(origin: Fixture.origin, size: 0, root: .empty))
  }

  @Test(
    "LOG-8: a log that has lost its checkpoint is refused and not begun again",
    arguments: [1, 300])
  func lostCheckpoint(entries: Int) throws {
    var storage = try Fixture.log(batches: [entries]).storage
    storage.files[.checkpoint] = nil
    #expect(throws: LogError.missing(path: "checkpoint")) {
      try LogWriter(storage: storage, signer: Fixture.signer())
    }
  }

  @Test("LOG-8: however entries are batched, the log says the same", arguments: [1, 100, 256, 300])
  func batches(of batch: Int) throws {
    let count = 600
    var writer = try LogWriter(storage: MemoryStorage(), signer: Fixture.signer())
    for start in stride(from: 0, to: count, by: batch) {
      _ = try writer.append(Fixture.entries(start..<min(start + batch, count)))
    }
    for (file, bytes) in try Fixture.log(batches: [count]).storage.files {
      #expect(writer.storage.files[file] == bytes, "\(file.path)")
    }
  }

  @Test("LOG-7: full files never change; partial ones go when the full one is there")
  func lifetimes() throws {
    var writer = try LogWriter(storage: MemoryStorage(), signer: Fixture.signer())
    var before = writer.storage.files
    for start in stride(from: 0, to: 600, by: 60) {
      _ = try writer.append(Fixture.entries(start..<start + 60))
      for (file, bytes) in before where file != .checkpoint {
        if let now = writer.storage.files[file] { #expect(now == bytes, "\(file.path)") }
      }
      before = writer.storage.files
    }
    let paths = before.keys.map(\.path).sorted()
    #expect(
      paths.filter { $0.hasPrefix("tile/0/") }
        == ["tile/0/000", "tile/0/001", "tile/0/002.p/28", "tile/0/002.p/88"])
    #expect(paths.filter { $0.hasPrefix("tile/1/") } == ["tile/1/000.p/1", "tile/1/000.p/2"])
    #expect(
      paths.filter { $0.hasPrefix("tile/entries/002") }
        == ["tile/entries/002.p/28", "tile/entries/002.p/88"])
    #expect(
      paths.filter { $0.hasPrefix("private/") }
        == ["private/entries/000", "private/entries/001", "private/entries/002.p/88"])
  }

  @Test("LOG-14: each checkpoint is the beginning of all that follow")
  func consistent() throws {
    var writer = try LogWriter(storage: MemoryStorage(), signer: Fixture.signer())
    var checkpoints = [try writer.checkpoint()]
    for start in stride(from: 0, to: 560, by: 70) {
      checkpoints.append(try writer.append(Fixture.entries(start..<start + 70)))
    }
    for later in checkpoints {
      var view = try TreeView(size: later.size, reader: writer.storage)
      for earlier in checkpoints where earlier.size <= later.size {
        try view.consistencyProof(from: earlier.size)
          .verify(earlierRoot: earlier.root, laterRoot: later.root)
      }
    }
  }

  @Test("LOG-8: the plug pulled at any change leaves the log before or after the batch")
  func plug() throws {
    let signer = try Fixture.signer()
    let before = try Fixture.log(batches: [250]).storage
    let entries = try Fixture.entries(250..<530)
    let after = try Fixture.log(batches: [250, 280]).storage
    let changes = after.changes - before.changes
    #expect(changes > 10)
    for change in 0...changes {
      var storage = before
      storage.changesLeft = change
      var writer = try LogWriter(storage: storage, signer: signer)
      let failed = (try? writer.append(entries)) == nil
      #expect(failed == (change < changes))
      // Half of them go on without having been away.
      if change % 2 == 0 { writer = try LogWriter(storage: writer.storage, signer: signer) }
      let size = try writer.checkpoint().size
      #expect(size == 250 || size == 530)
      if size == 250 { _ = try writer.append(entries) }
      for (file, bytes) in after.files {
        #expect(writer.storage.files[file] == bytes, "\(file.path), change \(change)")
      }
      let report = LogAuditor(origin: Fixture.origin, keys: [signer.key])
        .audit(writer.storage, earlier: before.files[.checkpoint], sources: .all)
      #expect(report.isClean && report.entries == 530, "\(report.findings)")
    }
  }

  @Test("LOG-8: after a batch that failed other entries may follow, and nobody sees two logs")
  func otherEntries() throws {
    let signer = try Fixture.signer()
    var storage = try Fixture.log(batches: [250]).storage
    let signed = storage.files[.checkpoint]
    storage.changesLeft = 5
    var writer = try LogWriter(storage: storage, signer: signer)
    #expect(throws: LogError.self) { try writer.append(Fixture.entries(250..<530)) }
    #expect(try writer.append(Fixture.entries(600..<900)).size == 550)
    let report = LogAuditor(origin: Fixture.origin, keys: [signer.key])
      .audit(writer.storage, earlier: signed, sources: .all)
    #expect(report.isClean, "\(report.findings)")
  }

  @Test("LOG-8: nothing is appended to a log whose right edge was altered")
  func alteredEdge() throws {
    let whole = try Fixture.log(batches: [300]).storage
    for path in [
      "tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44",
      "private/entries/001.p/44",
    ] {
      var storage = whole
      storage.files[try LogFile(path: path)]?[20] ^= 1
      #expect(throws: LogError.rootMismatch, "\(path)") {
        try LogWriter(storage: storage, signer: Fixture.signer())
      }
    }
    #expect(throws: LogError.note(.noKnownSignature)) {
      try LogWriter(storage: whole, signer: Fixture.signer(seed: 8))
    }
  }

  @Test("LOG-5: a log in a folder has the files that the page names, and is taken up again")
  func folder() throws {
    let folder = Fixture.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let signer = try Fixture.signer()
    var memory = try LogWriter(storage: MemoryStorage(), signer: signer)
    var count = 0
    for batch in [10, 200, 300, 1] {
      let entries = try Fixture.entries(count..<count + batch)
      count += batch
      var writer = try LogWriter(storage: FolderLogStorage(folder: folder), signer: signer)
      #expect(try writer.append(entries) == memory.append(entries))
      #expect(try Self.files(in: folder) == Set(memory.storage.files.keys.map(\.path)))
      for (file, bytes) in memory.storage.files { #expect(try writer.storage.read(file) == bytes) }
    }
    let report = LogAuditor(origin: Fixture.origin, keys: [signer.key])
      .audit(FolderLogStorage(folder: folder), sources: .all)
    #expect(report.isClean && report.entries == 511)
  }

  @Test("LOG-6: what is private in a folder can be read by its owner only")
  func permissions() throws {
    let folder = Fixture.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var writer = try LogWriter(
      storage: FolderLogStorage(folder: folder), signer: Fixture.signer())
    _ = try writer.append(Fixture.entries(0..<3))
    for path in ["private", "private/entries", "private/entries/000.p/3"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
      let mode = try #require(attributes[.posixPermissions] as? NSNumber)
      #expect(mode.intValue & 0o077 == 0, "\(path)")
    }
  }

  @Test("LOG-8: a folder left within a batch, whatever file was reached, is finished identically")
  func torn() throws {
    let signer = try Fixture.signer()
    let entries = try Fixture.entries(250..<520)
    var appender = LogAppender(signer: signer)
    _ = try appender.append(Fixture.entries(0..<250))
    let batch = try appender.append(entries)
    let whole = try Fixture.log(batches: [250, 270]).storage
    for reached in 0...batch.contents.count {
      let folder = Fixture.folder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      var writer = try LogWriter(storage: FolderLogStorage(folder: folder), signer: signer)
      _ = try writer.append(Fixture.entries(0..<250))
      for (index, content) in batch.contents.prefix(reached + 1).enumerated() {
        // The file that was being written has its name only when it is whole.
        let isWhole = index < reached
        let path = folder + "/" + content.file.path + (isWhole ? "" : ".new")
        try FileManager.default.createDirectory(
          atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data(isWhole ? content.bytes : Array(content.bytes.dropLast(9)))
          .write(to: URL(fileURLWithPath: path))
      }
      writer = try LogWriter(storage: FolderLogStorage(folder: folder), signer: signer)
      #expect(try writer.checkpoint().size == 250)
      _ = try writer.append(entries)
      #expect(try Self.files(in: folder) == Set(whole.files.keys.map(\.path)))
      for (file, bytes) in whole.files { #expect(try writer.storage.read(file) == bytes) }
    }
  }

  @Test("A folder that cannot be written refuses with the path and the reason")
  func refused() throws {
    let folder = Fixture.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data().write(to: URL(fileURLWithPath: folder))
    #expect(throws: LogError.self) {
      try LogWriter(storage: FolderLogStorage(folder: folder), signer: Fixture.signer())
    }
    #expect(throws: LogError.self) {
      try LogWriter(
        storage: FolderLogStorage(folder: folder + "-missing/log"), signer: Fixture.signer())
    }
  }

  private static func files(in folder: String) throws -> Set<String> {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return Set(
      paths.filter { path in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: folder + "/" + path, isDirectory: &isFolder)
        return !isFolder.boolValue
      })
  }
}
