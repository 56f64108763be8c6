import Foundation
import GRDB
import Settlement
import Wire

/// Reads bookings back for people who ask where a number comes from.
struct TransactionReader {
  private let db: Database

  init(_ db: Database) { self.db = db }

  func read(touching account: LedgerAccount?, limit: Int) throws -> [Transaction] {
    var sql = "SELECT * FROM transactions"
    var arguments: StatementArguments = []
    if let account {
      sql += " WHERE number IN (SELECT number FROM postings WHERE account = ?)"
      arguments += [Column.account(account)]
    }
    sql += " ORDER BY number LIMIT ?"
    arguments += [limit]
    return try Row.fetchAll(db, sql: sql, arguments: arguments).map { try transaction($0) }
  }

  private func transaction(_ row: Row) throws -> Transaction {
    let number: Int64 = row["number"]
    let postings = try Row.fetchAll(
      db, sql: "SELECT account, change FROM postings WHERE number = ? ORDER BY line",
      arguments: [number]
    ).map { Posting(try Column.account($0["account"] as String), $0["change"]) }
    let payment: Data? = row["payment"]
    return Transaction(
      number: Column.number(number), time: LedgerTime(seconds: Column.number(row["time"])),
      kind: try Column.value(row["kind"]), payment: try payment.map { Digest(try Column.word($0)) },
      postings: postings)
  }
}
