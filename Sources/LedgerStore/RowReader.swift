import Foundation
import GRDB
import LedgerRecords
import Settlement
import Wire

/// What lies in the tables: open rows as of the last checkpoint. What does not parse is damage, named.
enum RowReader {
  static func read(_ db: Database, into book: inout Book) throws {
    try each(db, "accounts") { row in
      guard let balance = Amount(signed: try row.value("balance")) else {
        throw damage("an account")
      }
      book.accounts.load(try row.value("name"), balance)
    }
    try each(db, "purses") { row in
      let purse = try record("a purse", row) { (bytes) throws(RecordDamage) in
        try PurseRow(record: bytes)
      }
      let serial = purse.certificate.serial
      guard Int64(bitPattern: serial.value) == (try row.value("serial")) else {
        throw damage("a serial")
      }
      book.purses.load(serial, purse)
    }
    try each(db, "payments") { row in
      let digest = try digest(try row.value("digest"))
      book.load(
        try record("a payment", row) { (bytes) throws(RecordDamage) in
          try PaymentRow(record: bytes)
        }, digest)
    }
    try each(db, "refusals") { row in
      let key = RefusalKey(
        payee: Serial(UInt64(bitPattern: try row.value("payee"))),
        digest: try digest(try row.value("subject")), byRequest: try row.value("by_request"))
      book.refusals.load(
        key,
        try record("a refusal", row) { (bytes) throws(RecordDamage) in
          try RefusalRow(record: bytes)
        })
    }
    try each(db, "proofs") { row in
      book.proofs.load(
        UInt64(bitPattern: try row.value("number")),
        try record("a proof", row) { (bytes) throws(RecordDamage) in
          try ProofRow(record: bytes)
        })
    }
    book.totals = try totals(db)
  }

  static func totals(_ db: Database) throws -> Totals {
    var totals = Totals()
    totals.issued = Int64(try Meta.value(db, "issued") ?? 0)
    totals.pool = Int64(try Meta.value(db, "pool") ?? 0)
    totals.held = Int64(try Meta.value(db, "held") ?? 0)
    totals.loss = Int64(try Meta.value(db, "loss") ?? 0)
    totals.transit = Int64(try Meta.value(db, "transit") ?? 0)
    totals.transactions = try Meta.number(db, "transactions")
    totals.proofs = try Meta.number(db, "proofs")
    totals.signatureChecks = try Meta.number(db, "checks")
    for (place, field) in PaymentSums.fields.enumerated() {
      totals.known[keyPath: field] = Int64(try Meta.value(db, "payments-\(place)") ?? 0)
    }
    return totals
  }

  private static func each(_ db: Database, _ table: String, _ body: (Row) throws -> Void) throws {
    let cursor = try Row.fetchCursor(db, sql: "SELECT * FROM " + table)
    while let row = try cursor.next() { try body(row) }
  }

  private static func record<Value>(
    _ what: String, _ row: Row, _ body: ([UInt8]) throws(RecordDamage) -> Value
  ) throws -> Value {
    let bytes = [UInt8](try row.value("row") as Data)
    do throws(RecordDamage) {
      return try body(bytes)
    } catch {
      throw damage("\(what) lacks \(error.what)")
    }
  }

  private static func digest(_ data: Data) throws -> Digest {
    let bytes = [UInt8](data)
    guard bytes.count == 32 else { throw damage("a digest of the wrong length") }
    return Digest(Word32(bytes.span.bytes))
  }

  private static func damage(_ what: String) -> LedgerStoreError { .damaged(what) }
}

extension Amount {
  /// Nil for one out of range.
  init?(signed value: Int64) {
    guard value >= 0, let amount = Amount(minorUnits: UInt64(value)) else { return nil }
    self = amount
  }
}
