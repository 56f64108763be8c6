import Foundation
import GRDB
import LedgerRecords
import Settlement
import Wire

/// The first schema's transactions, in their order.
struct SchemaOneTransactions {
  private let db: Database

  init(_ db: Database) { self.db = db }

  func read() throws -> [Transaction] {
    try Row.fetchAll(db, sql: "SELECT * FROM transactions ORDER BY number").map { row in
      let number: Int64 = row["number"]
      let payment: Data? = row["payment"]
      let postings = try Row.fetchAll(
        db, sql: "SELECT account, change FROM postings WHERE number = ? ORDER BY line",
        arguments: [number])
      return Transaction(
        number: Column.number(number), time: LedgerTime(seconds: Column.number(row["time"])),
        kind: try Column.value(row["kind"]),
        payment: try payment.map { Digest(try Column.word($0)) },
        postings: try postings.map {
          Posting(try Column.account($0["account"] as String), $0["change"])
        })
    }
  }
}
