import Foundation
import GRDB
import LedgerRecords
import Settlement
import Wire

/// A checkpoint: brings the tables of open rows to where the batches are.
enum RowWriter {
  static func write(_ db: Database, _ state: StoreState) throws {
    try state.latest(\.accounts) { name, balance in
      try run(db, "INSERT OR REPLACE INTO accounts VALUES (?, ?)", [name, column(balance)])
    }
    try state.latest(\.purses) { serial, row in
      try run(
        db, "INSERT OR REPLACE INTO purses VALUES (?, ?)",
        [Int64(bitPattern: serial.value), Data(row.record)])
    }
    try state.latest(\.payments) { digest, row in
      let key = Data(digest.word.array)
      if !row.isClosed {
        try run(db, "INSERT OR REPLACE INTO payments VALUES (?, ?)", [key, Data(row.record)])
      } else {
        try run(db, "DELETE FROM payments WHERE digest = ?", [key])
      }
    }
    try state.latest(\.refusals) { key, row in
      let (digest, byRequest) = key.subjectWord
      try run(
        db, "INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?)",
        [
          Int64(bitPattern: key.payee.value), Data(digest.word.array), byRequest,
          Data(row.record),
        ])
    }
    try state.latest(\.proofs) { number, row in
      try run(
        db, "INSERT OR REPLACE INTO proofs VALUES (?, ?)",
        [Int64(bitPattern: number), Data(row.record)])
    }
    try ArchiveIndex.add(db, state.pairs)
    try write(db, state.totals)
    try Meta.set(db, "entries", Int(bitPattern: UInt(state.entries)))
    try Meta.set(db, "checkpoint", Int(bitPattern: UInt(state.last.value)))
  }

  private static func write(_ db: Database, _ totals: Totals) throws {
    try Meta.set(db, "issued", Int(totals.issued))
    try Meta.set(db, "pool", Int(totals.pool))
    try Meta.set(db, "held", Int(totals.held))
    try Meta.set(db, "loss", Int(totals.loss))
    try Meta.set(db, "transit", Int(totals.transit))
    try Meta.set(db, "transactions", Int(bitPattern: UInt(totals.transactions)))
    try Meta.set(db, "proofs", Int(bitPattern: UInt(totals.proofs)))
    try Meta.set(db, "checks", Int(bitPattern: UInt(totals.signatureChecks)))
    for (place, value) in totals.known.numbers.enumerated() {
      try Meta.set(db, "payments-\(place)", Int(value))
    }
  }

  private static func column(_ amount: Amount) -> Int64 { Int64(amount.minorUnits) }

  private static func run(
    _ db: Database, _ sql: String, _ arguments: StatementArguments
  ) throws {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
