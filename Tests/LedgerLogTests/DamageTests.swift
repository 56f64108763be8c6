import Foundation
import GRDB
import Settlement
import Testing
import World

@Suite("A byte changed") struct DamageTests {
  private static let places = 240

  @Test("STO-14: a byte of the database is found, or says nothing", arguments: 1...4)
  func database(seed: UInt64) throws {
    let files = try Town.files.get()
    let whole = try Picture(try Folder(files))
    let folder = try Folder(files)
    var random = Seeded(seed: seed)
    var found = 0
    for _ in 0..<(Self.places / 4) {
      var bytes = try #require(files["ledger.sqlite"])
      let place = Int.random(in: 0..<bytes.count, using: &random)
      bytes[place] ^= UInt8.random(in: 1...255, using: &random)
      try folder.replace("ledger.sqlite", bytes)
      if try Vault.check(folder).isEmpty {
        #expect(try Picture(folder) == whole, "byte \(place) made a difference, seed \(seed)")
      } else {
        found += 1
      }
    }
    // Most of the file means something.
    #expect(found > Self.places / 16)
  }

  @Test("STO-14: every byte that SQLite keeps about a page is found, or says nothing")
  func heads() throws {
    let files = try Town.files.get()
    let whole = try Picture(try Folder(files))
    let folder = try Folder(files)
    let bytes = try #require(files["ledger.sqlite"])
    // The file's head, the schema's page, and the heads of the first pages.
    let places = Array(0..<120) + (1..<8).flatMap { page in (0..<14).map { page * 4_096 + $0 } }
    for place in places where place < bytes.count {
      var changed = bytes
      changed[place] = ~changed[place]
      try folder.replace("ledger.sqlite", changed)
      if try Vault.check(folder).isEmpty {
        #expect(try Picture(folder) == whole, "byte \(place) made a difference")
      }
    }
  }

  @Test(
    "STO-14: a byte of an index that SQLite keeps is found: a row would be missed when it changes")
  func indexes() throws {
    let files = try Town.files.get()
    let folder = try Folder(files)
    let queue = try DatabaseQueue(path: folder.path("ledger.sqlite"))
    // Without what was deleted.
    try queue.vacuum()
    let pages = try queue.read { db in
      try Int.fetchAll(
        db,
        sql: """
          SELECT rootpage FROM sqlite_master WHERE type = 'index' AND rootpage > 0
          AND tbl_name IN ('payments', 'batches')
          """)
    }
    try queue.close()
    #expect(pages.count == 2)
    let bytes = try #require(try folder.files()["ledger.sqlite"])
    for page in pages {
      // A page is filled from its end: these are keys.
      for place in stride(from: 4_096 * page - 1, to: 4_096 * page - 28, by: -9) {
        var changed = bytes
        changed[place] ^= 1
        try folder.replace("ledger.sqlite", changed)
        #expect(try !Vault.check(folder).isEmpty, "page \(page), byte \(place)")
      }
    }
  }

  @Test("STO-14: a byte of any file of the log is found")
  func log() throws {
    let files = try Town.manyFiles.get()
    // Files of smaller trees may lie beside: the same ledger's log made at once has what counts.
    let fresh = try Folder(files.filter { !$0.key.hasPrefix("log/") })
    #expect(try Vault.check(fresh) == [])
    let names = try fresh.files().keys.filter { $0.hasPrefix("log/") }.sorted()
    for kind in [
      "log/checkpoint", "log/tile/0/000", "log/tile/1/", "log/tile/entries/", "log/private/",
    ] {
      #expect(names.contains { $0.hasPrefix(kind) }, "no file \(kind)")
    }
    let folder = try Folder(files)
    var random = Seeded(seed: 5)
    for name in names {
      let bytes = try #require(files[name])
      for _ in 0..<4 {
        var changed = bytes
        let place = Int.random(in: 0..<bytes.count, using: &random)
        changed[place] ^= UInt8.random(in: 1...255, using: &random)
        try folder.write([name: changed])
        #expect(try !Vault.check(folder).isEmpty, "\(name), byte \(place)")
      }
      try folder.write([name: bytes])
      folder.remove(name)
      // Without its checkpoint a log is begun anew: it must be the same again.
      let isMissed = try !Vault.check(folder).isEmpty
      #expect(try isMissed || folder.files()[name] == bytes, "\(name) is missing")
      try folder.write([name: bytes])
    }
    #expect(try Vault.check(folder) == [])
  }

  @Test("STO-8, STO-14: a byte of what a kill left in SQLite's own log is found, or says nothing")
  func writeAheadLog() throws {
    let folder = try Folder()
    let vault = try Vault(checkpointEvery: 5, in: folder)
    try Town.issue(vault)
    try Town.settle(vault, rounds: 1)
    // As a kill leaves it: the database is still open.
    let files = try folder.files().filter { !$0.key.hasSuffix("-shm") }
    let log = try #require(files["ledger.sqlite-wal"])
    #expect(try Vault.check(try Folder(files)) == [])
    let whole = try Picture(try Folder(files))
    var random = Seeded(seed: 6)
    for _ in 0..<60 {
      var changed = log
      let place = Int.random(in: 0..<log.count, using: &random)
      changed[place] ^= UInt8.random(in: 1...255, using: &random)
      let copy = try Folder(files)
      try copy.write(["ledger.sqlite-wal": changed])
      if try Vault.check(copy).isEmpty {
        #expect(try Picture(copy) == whole, "byte \(place) made a difference")
      }
    }
  }
}
