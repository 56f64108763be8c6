import Foundation
import GRDB
import LedgerRecords
import Settlement

/// Holds the index of what is closed against the batches that it leads to (STO-7, STO-14): no pair is
/// missing, none is false, and each run is in the order in which it is searched. Memory does not grow
/// with the index: both sides are added up, each pair by a hash whose key nobody knew when the index
/// was written, and only where the sums differ are the pairs looked at one by one.
struct ArchiveCheck {
  private let db: Database
  /// The batches up to here are in the index.
  private let last: BatchNumber

  init(_ db: Database, through last: BatchNumber) {
    self.db = db
    self.last = last
  }

  func findings() throws -> [String] {
    var found: [String] = []
    let indexed = try sumOfIndex(&found)
    guard found.isEmpty else { return found }
    var made = ArchivePairSum()
    try batches { number, keys in
      for key in keys { made.add(ArchivePair(key: key, batch: number)) }
    }
    guard made != indexed else { return [] }
    found = try missing() + (try untrue())
    return found.isEmpty ? ["index: something stands in it twice"] : found
  }

  /// Adds up the pairs, and looks at their order.
  private func sumOfIndex(_ found: inout [String]) throws -> ArchivePairSum {
    var sum = ArchivePairSum()
    var lastRun: Int64?
    var lastPair: ArchivePair?
    let runs = Set(try Int64.fetchAll(db, sql: "SELECT run FROM runs"))
    let cursor = try Row.fetchCursor(
      db, sql: "SELECT run, first, page, pairs FROM pages ORDER BY run, first, page")
    while let row = try cursor.next() {
      let run: Int64 = try row.value("run")
      let page: Data = try row.value("pairs")
      let pairs = try ArchiveIndex.pairs(page)
      if run != lastRun { lastPair = nil }
      lastRun = run
      if !runs.contains(run) { found.append("index: a page is of no run") }
      let first: Int64 = try row.value("first")
      if pairs.isEmpty || pairs.first.map({ ArchiveIndex.ordered($0.key) }) != first {
        found.append("index: a page of run \(run) begins with another key than it says")
      }
      for pair in pairs {
        if let before = lastPair, before >= pair {
          found.append("index: run \(run) is out of order")
          return sum
        }
        lastPair = pair
        sum.add(pair)
      }
    }
    return sum
  }

  private func missing() throws -> [String] {
    var found: [String] = []
    try batches { number, keys in
      for key in keys where try !ArchiveIndex.find(db, key).contains(number) {
        if found.count < Self.most { found.append("index: batch \(number) is not found by a key") }
      }
    }
    return found
  }

  private func untrue() throws -> [String] {
    var found: [String] = []
    var keys: (batch: UInt64, keys: Set<UInt64>)?
    try ArchiveIndex.all(db) { pair in
      guard found.count < Self.most else { return }
      if keys?.batch != pair.batch {
        let batch =
          pair.batch <= last.value ? try BatchTable.read(db, BatchNumber(pair.batch)) : nil
        keys = (pair.batch, try batch?.changes().archiveKeys ?? [])
      }
      if keys?.keys.contains(pair.key) != true {
        found.append("index: a key leads to batch \(pair.batch), which does not have it")
      }
    }
    return found
  }

  private func batches(_ body: (UInt64, Set<UInt64>) throws -> Void) throws {
    try BatchTable.read(db, from: BatchNumber(1)) { batch in
      guard batch.number <= last else { return false }
      try body(batch.number.value, try batch.changes().archiveKeys)
      return true
    }
  }

  /// Findings of one kind that are named.
  private static let most = 20
}
