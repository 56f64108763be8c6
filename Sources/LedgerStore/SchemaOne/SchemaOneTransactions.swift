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
      let number: Int64 = try row.value("number")
      let payment: Data? = try row.optional("payment")
      let postings = try Row.fetchAll(
        db, sql: "SELECT account, change FROM postings WHERE number = ? ORDER BY line",
        arguments: [number])
      return Transaction(
        number: Column.number(number),
        time: LedgerTime(seconds: Column.number(try row.value("time"))),
        kind: try Column.value(try row.value("kind")),
        payment: try payment.map { Digest(try Column.word($0)) },
        postings: try postings.map {
          Posting(try Column.account(try $0.value("account") as String), try $0.value("change"))
        })
    }
  }
}
