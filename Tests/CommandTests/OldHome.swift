import Foundation
import GRDB
import Testing

extension Desk {
  /// A home whose ledger is of the first schema, as the kontant of that time left it: five people; a
  /// refusal; Mallory's card copied and convicted; 49 advanced to Dan; a payment that is open.
  static func withOldLedger() throws -> Desk {
    let desk = try Desk()
    try desk.done("init", "--unsafe-file-keys", "--currency", "SEK", "--liquidity", "pool")
    try desk.putOldLedger()
    return desk
  }

  /// Puts that ledger into the home, in place of what is there.
  func putOldLedger() throws {
    for name in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "log"] {
      try? FileManager.default.removeItem(at: path("kontant-home/" + name))
    }
    // Homes of that time had no log, and did not say so.
    let settings = String(decoding: try bytes("kontant-home/kontant.json"), as: UTF8.self)
    let older = settings.split(separator: "\n").filter { !$0.contains("logsBegun") }
    try write(Array(older.joined(separator: "\n").utf8), to: "kontant-home/kontant.json")
    let sql = try Self.fixture("town.sql").split(separator: "\n").filter {
      !["PRAGMA foreign_keys=OFF;", "BEGIN TRANSACTION;", "COMMIT;"].contains($0)
    }
    try alterLedger(sql.joined(separator: "\n"))
  }

  /// Runs SQL on the home's ledger, behind kontant's back.
  func alterLedger(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path("kontant-home/ledger.sqlite").path)
    try queue.write { db in try db.execute(sql: sql) }
    try queue.close()
  }

  static func fixture(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: "SchemaOne/" + name), encoding: .utf8)
  }
}
