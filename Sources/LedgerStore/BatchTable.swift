import Crypto
import Foundation
import GRDB
import LedgerRecords
import Settlement
import Wire

/// The durable batches, each with the place of its first entry in the log and the SHA-256 of its
/// record.
enum BatchTable {
  static func insert(
    _ db: Database, _ number: BatchNumber, entry: UInt64, record: [UInt8]
  ) throws {
    let digest = Data(SHA256.hash(data: record))
    try db.cachedStatement(sql: "INSERT INTO batches VALUES (?, ?, ?, ?)").execute(
      arguments: [
        Int64(bitPattern: number.value), Int64(bitPattern: entry), digest, Data(record),
      ])
  }

  /// Reads batches from one on, in their order, as long as the body says so.
  static func read(
    _ db: Database, from number: BatchNumber, _ body: (StoredBatch) throws -> Bool
  ) throws {
    let cursor = try Row.fetchCursor(
      db, sql: "SELECT * FROM batches WHERE number >= ? ORDER BY number",
      arguments: [Int64(bitPattern: number.value)])
    while let row = try cursor.next() {
      guard try body(try StoredBatch(row)) else { return }
    }
  }

  static func read(_ db: Database, _ number: BatchNumber) throws -> StoredBatch? {
    let row = try Row.fetchOne(
      db, sql: "SELECT * FROM batches WHERE number = ?",
      arguments: [Int64(bitPattern: number.value)])
    return try row.map { try StoredBatch($0) }
  }

  static func read(
    _ db: Database, fromEntry entry: UInt64, _ body: (StoredBatch) throws -> Bool
  ) throws {
    let cursor = try Row.fetchCursor(
      db, sql: "SELECT * FROM batches WHERE entry >= ? ORDER BY entry",
      arguments: [Int64(bitPattern: entry)])
    while let row = try cursor.next() {
      guard try body(try StoredBatch(row)) else { return }
    }
  }

  static func read(_ db: Database, holding entry: UInt64) throws -> StoredBatch? {
    let row = try Row.fetchOne(
      db, sql: "SELECT * FROM batches WHERE entry <= ? ORDER BY entry DESC LIMIT 1",
      arguments: [Int64(bitPattern: entry)])
    return try row.map { try StoredBatch($0) }
  }
}

extension StoredBatch {
  /// Checks the record against its digest.
  fileprivate init(_ row: Row) throws {
    let number = BatchNumber(try row.count("number"))
    let entry = try row.count("entry")
    let record = [UInt8](try row.value("record") as Data)
    let hash = [UInt8](SHA256.hash(data: record))
    guard Data(hash) == (try row.value("digest") as Data) else {
      throw LedgerStoreError.damaged("batch \(number.value) does not match its digest")
    }
    self.init(
      number: number, entry: entry, record: record, recordHash: Word32(hash.span.bytes))
  }
}
