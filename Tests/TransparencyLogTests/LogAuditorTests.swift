import Testing

@testable import TransparencyLog

@Suite struct LogAuditorTests {
  private let auditor: LogAuditor

  init() throws {
    auditor = LogAuditor(origin: Fixture.origin, keys: [try Fixture.signer().key])
  }

  @Test(
    "LOG-17: an honest log is clean, with every earlier checkpoint",
    arguments: [0, 1, 255, 256, 300])
  func clean(earlier: Int) throws {
    let first = try Fixture.log(batches: [earlier])
    let log = try Fixture.log(batches: [earlier, 600 - earlier]).storage
    for sources in [AuditSources.all, .commitments, .entries, []] {
      let report = auditor.audit(log, earlier: first.storage.files[.checkpoint], sources: sources)
      #expect(report.isClean, "\(report.findings)")
      #expect(report.entries == 600)
      #expect(report.earlier?.size == UInt64(earlier))
      #expect(report.checkpoint?.size == 600)
    }
  }

  @Test(
    "LOG-17, LOG-18: each byte of a small log that is other is found, in its file, at its place")
  func everyByte() throws {
    let log = try Fixture.log(batches: [3, 2]).storage
    let earlier = try Fixture.log(batches: [3]).storage.files[.checkpoint]
    for (file, bytes) in log.files where file.path != "tile/entries/000.p/3" {
      for offset in bytes.indices {
        // The lowest bit, the one between large and small letters, and the highest.
        for change: UInt8 in [0x01, 0x20, 0x80] {
          var altered = log
          altered.files[file]?[offset] ^= change
          try expect(altered, earlier: earlier, alteredAt: offset, of: file)
        }
      }
    }
  }

  @Test("LOG-18: bytes all over a log of three levels of files are found, each at its place")
  func manyBytes() throws {
    let log = try Fixture.log(batches: [300, 300]).storage
    let earlier = try Fixture.log(batches: [300]).storage.files[.checkpoint]
    for (file, bytes) in log.files where file.path != "tile/1/000.p/1" {
      for offset in stride(from: 0, to: bytes.count, by: 211) {
        var altered = log
        altered.files[file]?[offset] ^= 0x11
        try expect(altered, earlier: earlier, alteredAt: offset, of: file)
      }
    }
  }

  @Test(
    "LOG-17: a flipped byte is found from the public files alone",
    arguments: [[], .commitments] as [AuditSources])
  func publicOnly(sources: AuditSources) throws {
    let log = try Fixture.log(batches: [300]).storage
    for (file, bytes) in log.files {
      let isRead =
        file.path.hasPrefix("tile/entries/")
        ? sources.contains(.commitments) : !file.path.hasPrefix("private/")
      for offset in stride(from: 3, to: bytes.count, by: 509) {
        var altered = log
        altered.files[file]?[offset] ^= 0x80
        let report = auditor.audit(altered, sources: sources)
        #expect(report.isClean != isRead, "\(file.path) \(offset)")
        #expect(report.findings.allSatisfy { $0.file != nil })
      }
    }
  }

  @Test("LOG-18: damage in several files is told apart, each at its place")
  func several() throws {
    var log = try Fixture.log(batches: [1000]).storage
    let (tile, bundle) = (try LogFile(path: "tile/0/001"), try LogFile(path: "tile/entries/002"))
    let (edge, above) = (try LogFile(path: "tile/0/003.p/232"), try LogFile(path: "tile/1/000.p/3"))
    log.files[tile]?[100] ^= 1
    log.files[bundle]?[34 * 7 + 5] ^= 1
    log.files[edge]?[64] ^= 1
    log.files[above]?[0] ^= 1
    let report = auditor.audit(log, sources: .all)
    #expect(
      report.findings == [
        .altered(tile, bytes: 100..<101, entry: 259),
        .altered(bundle, bytes: 34 * 7..<34 * 8, entry: 519),
        .altered(edge, bytes: 64..<65, entry: 770), .altered(above, bytes: 0..<1, entry: nil),
      ])
  }

  @Test("LOG-4, LOG-18: a log with a full tile of level 1 is audited and proved at every level")
  func threeLevels() throws {
    let leaves = Fixture.leaves(65_600)
    var log = try Fixture.tiles(leaves)
    var tree = LogTree()
    _ = try tree.append(leaves)
    let checkpoint = Checkpoint(origin: Fixture.origin, size: tree.size, root: tree.root)
    log.files[.checkpoint] = try checkpoint.signed(by: Fixture.signer())
    #expect(auditor.audit(log, sources: []).isClean)
    var view = try TreeView(size: tree.size, reader: log)
    for index: UInt64 in [0, 65_535, 65_536, 65_599] {
      try view.inclusionProof(of: index).verify(leaf: leaves[Int(index)], root: tree.root)
    }
    #expect(try LogTree(size: tree.size, from: log) == tree)
    for (path, offset) in [
      ("tile/0/100", 77), ("tile/1/000", 5000), ("tile/2/000.p/1", 31), ("tile/0/256.p/64", 9),
    ] {
      var altered = log
      let file = try LogFile(path: path)
      altered.files[file]?[offset] ^= 4
      let findings = auditor.audit(altered, sources: []).findings
      switch path {
      // Without bundles what is above tells that a tile of leaves was altered, not where.
      case "tile/0/100": #expect(findings == [.altered(file, bytes: 0..<8192, entry: nil)])
      // At the right edge nothing is above.
      case "tile/0/256.p/64": #expect(findings == [.otherRoot(.later)])
      default: #expect(findings == [.altered(file, bytes: offset..<offset + 1, entry: nil)])
      }
    }
  }

  @Test("LOG-18: an entry exchanged in all files does not lead to the signed root")
  func exchanged() throws {
    let other = try Fixture.entries(1000..<1001)[0]
    var log = try Fixture.log(batches: [5]).storage
    for path in ["tile/0/000.p/5", "tile/entries/000.p/5", "private/entries/000.p/5"] {
      let file = try LogFile(path: path)
      let entries = try Fixture.entries(0..<2) + [other] + Fixture.entries(3..<5)
      switch file {
      case .tile: log.files[file] = LogHash.bytes(of: entries.map(\.leafHash))
      case .commitments: log.files[file] = EntryBundle.bytes(of: entries.map(\.commitment))
      default: log.files[file] = EntryBundle.bytes(of: entries.map(\.record))
      }
    }
    #expect(auditor.audit(log, sources: .all).findings == [.otherRoot(.later)])
  }

  @Test("LOG-18: files that disagree where nothing signed decides are all named")
  func undecided() throws {
    var log = try Fixture.log(batches: [5]).storage
    let tile = try LogFile(path: "tile/0/000.p/5")
    let bundle = try LogFile(path: "tile/entries/000.p/5")
    log.files[tile]?[0] ^= 1
    log.files[bundle]?[34 * 4 + 9] ^= 1
    let report = auditor.audit(log, sources: .commitments)
    #expect(report.findings.last == .otherRoot(.later))
    #expect(!report.findings.filter { $0.file == tile || $0.file == bundle }.isEmpty)
    #expect(
      report.findings.dropLast().allSatisfy {
        if case .undecided = $0 { true } else { false }
      })
  }

  @Test("LOG-17: two logs under one key are told: the earlier is not the beginning of the later")
  func fork() throws {
    var fork = try LogWriter(storage: MemoryStorage(), signer: Fixture.signer())
    _ = try fork.append(Fixture.entries(100..<400))
    let earlier = fork.storage.files[.checkpoint]
    let log = try Fixture.log(batches: [600]).storage
    #expect(
      auditor.audit(log, earlier: earlier, sources: .all).findings == [.otherRoot(.earlier)])
  }

  @Test("LOG-17: entries taken away are told")
  func shrunk() throws {
    let earlier = try Fixture.log(batches: [10]).storage.files[.checkpoint]
    let log = try Fixture.log(batches: [9]).storage
    #expect(
      auditor.audit(log, earlier: earlier, sources: .all).findings
        == [.shrunk(earlier: 10, later: 9)])
  }

  @Test("LOG-17: a checkpoint of another log or key is no checkpoint")
  func otherKey() throws {
    let log = try Fixture.log(batches: [9]).storage
    let other = LogAuditor(origin: Fixture.origin, keys: [try Fixture.signer(seed: 8).key])
    #expect(
      other.audit(log, sources: .all).findings == [.checkpoint(.later, .noKnownSignature)])
    let report = auditor.audit(log, earlier: [1, 2, 3], sources: .all)
    #expect(report.findings == [.checkpoint(.earlier, .controlCharacter(offset: 0))])
    #expect(report.entries == 9)
  }

  @Test("LOG-19: missing files and files of the wrong length are findings, and the audit goes on")
  func files() throws {
    let log = try Fixture.log(batches: [600]).storage
    for (file, bytes) in log.files {
      var altered = log
      altered.files[file] = nil
      var report = auditor.audit(altered, sources: .all)
      #expect(report.findings == [.missing(file)])
      guard file != .checkpoint else { continue }
      #expect(report.entries == 600)
      for changed in [Array(bytes.dropLast()), bytes + [0], []] {
        altered.files[file] = changed
        report = auditor.audit(altered, sources: .all)
        #expect(!report.isClean && report.findings.allSatisfy { $0.file == file }, "\(file.path)")
        #expect(report.entries == 600)
      }
    }
  }

  @Test("LOG-19: a report lists 1,000 findings and counts the others")
  func limit() throws {
    var log = try Fixture.log(batches: [1280]).storage
    for file in log.files.keys where file.path.hasPrefix("tile/0/") {
      log.files[file] = [UInt8](repeating: 0, count: 8192)
    }
    let report = auditor.audit(log, sources: .all)
    #expect(report.findings.count == 1000)
    #expect(report.unlisted == 280)
  }

  @Test("LOG-19: a report can be read aloud")
  func text() throws {
    let tile = try LogFile(path: "tile/0/000.p/5")
    #expect(
      AuditFinding.altered(tile, bytes: 33..<34, entry: 1).description
        == "tile/0/000.p/5 was altered at byte 33 (entry 1)")
    #expect(
      AuditFinding.altered(tile, bytes: 33..<36, entry: nil).description
        == "tile/0/000.p/5 was altered at bytes 33 to 35")
    #expect(
      AuditFinding.checkpoint(.earlier, .noKnownSignature).description
        == "the earlier checkpoint is not one that the ledger signed: no key that you trust has "
        + "signed it")
    #expect(
      LogError.note(.otherOrigin("a")).description
        == "the checkpoint does not count: it is of another log, a")
  }

  /// The finding names the file and a byte range with the altered byte in it, and nothing else is
  /// accused.
  private func expect(
    _ log: MemoryStorage, earlier: [UInt8]?, alteredAt offset: Int, of file: LogFile
  ) throws {
    let report = auditor.audit(log, earlier: earlier, sources: .all)
    #expect(!report.isClean, "\(file.path), byte \(offset)")
    #expect(
      report.findings.allSatisfy { $0.file == file }, "\(file.path), \(offset): \(report.findings)")
    guard file != .checkpoint else { return }
    let isLocated = report.findings.contains {
      if case .altered(_, let bytes, _) = $0 { bytes.contains(offset) } else { false }
    }
    #expect(isLocated, "\(file.path), byte \(offset): \(report.findings)")
  }
}
