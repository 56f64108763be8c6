import Foundation
import GRDB
import LedgerRecords
import Settlement

/// Where closed things lie, in sorted runs. What is new is a run of its own; eight runs of one size
/// become one of the next, so that a pair is written a few times however many there are, and a look
/// reads a page or two of each of few runs.
enum ArchiveIndex {
  static let fanOut = 8
  static let pairsAPage = 256

  /// Writes pairs as a new run, and merges runs where there are enough of a size.
  static func add(_ db: Database, _ pairs: [ArchivePair]) throws {
    guard !pairs.isEmpty else { return }
    var writer = try RunWriter(db, level: 0)
    for pair in pairs.sorted() { try writer.add(pair) }
    try writer.finish()
    var level = 0
    while true {
      let runs = try Int64.fetchAll(
        db, sql: "SELECT run FROM runs WHERE level = ? ORDER BY run", arguments: [level])
      guard runs.count >= fanOut else { return }
      try merge(db, runs, into: level + 1)
      level += 1
    }
  }

  /// The batches whose records may have what a key names, the latest first.
  static func find(_ db: Database, _ key: UInt64) throws -> [UInt64] {
    var batches: Set<UInt64> = []
    let column = ordered(key)
    for run in try Int64.fetchAll(db, sql: "SELECT run FROM runs") {
      // The key may begin at the end of the page before those that it begins.
      let pages = try Data.fetchAll(
        db,
        sql: """
          SELECT pairs FROM pages WHERE run = ? AND first = ?
          UNION ALL
          SELECT pairs FROM (
            SELECT pairs FROM pages WHERE run = ? AND first < ?
            ORDER BY first DESC, page DESC LIMIT 1)
          """, arguments: [run, column, run, column])
      for page in pages {
        for pair in try pairs(page) where pair.key == key { batches.insert(pair.batch) }
      }
    }
    return batches.sorted(by: >)
  }

  /// Every pair, for whoever checks the index.
  static func all(_ db: Database, _ body: (ArchivePair) throws -> Void) throws {
    let cursor = try Row.fetchCursor(db, sql: "SELECT pairs FROM pages ORDER BY run, first, page")
    while let row = try cursor.next() {
      for pair in try pairs(row.value("pairs")) { try body(pair) }
    }
  }

  private static func merge(_ db: Database, _ runs: [Int64], into level: Int) throws {
    var readers = try runs.map { try RunReader(db, run: $0) }
    var writer = try RunWriter(db, level: level)
    var last: ArchivePair?
    while let next = readers.indices.filter({ readers[$0].next != nil })
      .min(by: { readers[$0].pair < readers[$1].pair })
    {
      let pair = readers[next].pair
      if pair != last { try writer.add(pair) }
      last = pair
      try readers[next].advance()
    }
    try writer.finish()
    for run in runs {
      try db.execute(sql: "DELETE FROM pages WHERE run = ?", arguments: [run])
      try db.execute(sql: "DELETE FROM runs WHERE run = ?", arguments: [run])
    }
  }

  /// SQLite's integers have a sign: this keeps the order.
  static func ordered(_ key: UInt64) -> Int64 { Int64(bitPattern: key ^ (1 << 63)) }

  static func pairs(_ page: Data) throws -> [ArchivePair] {
    guard page.count % 16 == 0, page.count <= 16 * pairsAPage else {
      throw StoreDamage.page
    }
    return page.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 16).map { offset in
        ArchivePair(
          key: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
          batch: UInt64(
            bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
      }
    }
  }
}

/// Writes one run, page by page, in ascending order.
private struct RunWriter {
  private let db: Database
  private let run: Int64
  private var page: [ArchivePair] = []
  private var count = 0

  init(_ db: Database, level: Int) throws {
    self.db = db
    let last = try Int64.fetchOne(db, sql: "SELECT max(run) FROM runs") ?? 0
    run = last + 1
    try db.execute(sql: "INSERT INTO runs VALUES (?, ?)", arguments: [run, level])
  }

  mutating func add(_ pair: ArchivePair) throws {
    page.append(pair)
    if page.count == ArchiveIndex.pairsAPage { try flush() }
  }

  mutating func finish() throws { if !page.isEmpty { try flush() } }

  private mutating func flush() throws {
    var bytes = Data(capacity: page.count * 16)
    for pair in page {
      withUnsafeBytes(of: pair.key.bigEndian) { bytes.append(contentsOf: $0) }
      withUnsafeBytes(of: pair.batch.bigEndian) { bytes.append(contentsOf: $0) }
    }
    try db.cachedStatement(sql: "INSERT INTO pages VALUES (?, ?, ?, ?)").execute(
      arguments: [run, ArchiveIndex.ordered(page[0].key), count, bytes])
    count += 1
    page.removeAll(keepingCapacity: true)
  }
}

/// Reads one run in its order, a page at a time.
private struct RunReader {
  private let pages: DatabaseCursorOfPages
  private var page: [ArchivePair] = []
  private var place = 0

  init(_ db: Database, run: Int64) throws {
    pages = try Data.fetchCursor(
      db, sql: "SELECT pairs FROM pages WHERE run = ? ORDER BY first, page", arguments: [run])
    try fill()
  }

  var next: ArchivePair? { place < page.count ? page[place] : nil }
  /// The next one; there must be one.
  var pair: ArchivePair { page[place] }

  mutating func advance() throws {
    place += 1
    if place == page.count { try fill() }
  }

  private mutating func fill() throws {
    page = try pages.next().map { try ArchiveIndex.pairs($0) } ?? []
    place = 0
  }
}

private typealias DatabaseCursorOfPages = FastDatabaseValueCursor<Data>
