import GRDB
import LedgerRecords
import Settlement

extension LedgerStore {
  /// What is wrong with the database by itself (STO-14), in words: its pages and SQLite's own indexes,
  /// its tables, where the tables of open rows say that they stand, and the index of what has left them.
  /// What the batches say is for whoever holds them against the log.
  public func check() throws -> [String] {
    try core.read { db in
      var found = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
        .filter { $0 != "ok" }.map { "database: \($0)" }
      if try LedgerSchema.differs(db) { found.append("database: its tables were altered") }
      let checkpoint = BatchNumber(try Meta.number(db, "checkpoint"))
      found += try Self.checkPlace(db, checkpoint)
      return found + (try ArchiveCheck(db, through: checkpoint).findings())
    }
  }

  /// The checkpoint is a batch, and the entries counted are those up to it.
  private static func checkPlace(_ db: Database, _ checkpoint: BatchNumber) throws -> [String] {
    let entries = try Meta.number(db, "entries")
    guard checkpoint.value > 0 else {
      return entries == 0 ? [] : ["the tables count entries of no batch"]
    }
    guard let batch = try BatchTable.read(db, checkpoint) else {
      return ["the tables stand at batch \(checkpoint.value), which is missing"]
    }
    let (end, overflows) = batch.entry.addingReportingOverflow(try batch.changes().entryCount)
    return !overflows && entries == end ? [] : ["the tables count other entries than the batches"]
  }
}

extension LedgerSchema {
  /// Whether the database's tables are not the ones that are made here.
  fileprivate static func differs(_ db: Database) throws -> Bool {
    let made = try DatabaseQueue().write { own in
      try own.execute(sql: tables)
      return try definitions(own)
    }
    return try definitions(db) != made
  }

  private static func definitions(_ db: Database) throws -> Set<String> {
    Set(
      try String.fetchAll(
        db, sql: "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master"))
  }
}
