import Foundation
import GRDB
import Settlement
import Wire

/// Writes the changes of a book.
struct BookWriter {
  private let db: Database

  init(_ db: Database) { self.db = db }

  func write(_ changes: BookChanges) throws {
    for (name, balance) in changes.accounts { try write(account: name, balance) }
    for (serial, row) in changes.purses { try write(purse: serial, row) }
    for (digest, row) in changes.payments { try write(payment: digest, row) }
    for (place, digest) in changes.places { try write(place: place, digest) }
    for (key, row) in changes.refusals { try write(refusal: key, row) }
    for (key, packet) in changes.uploads { try write(upload: key, packet) }
    for (number, row) in changes.proofs { try write(proof: number, row) }
    try writeStatements(changes)
    for transaction in changes.transactions { try write(transaction) }
    try write(changes.totals)
  }

  private func write(account name: String, _ balance: Amount) throws {
    try run(
      "INSERT OR REPLACE INTO accounts VALUES (?, ?)", [name, Column.integer(balance.minorUnits)])
  }

  private func write(purse serial: Serial, _ row: PurseRow) throws {
    try run(
      """
      INSERT OR REPLACE INTO purses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
        ?, ?)
      """,
      [
        Column.integer(serial.value), row.account, Data(row.certificateMessage),
        Int64(row.state.rawValue), row.isConvicted, row.unblockApproved,
        Column.integer(row.shadow.minorUnits), Column.integer(row.advance.minorUnits),
        row.advancedSince.map { Column.integer($0.seconds) }, Column.integer(row.covered.value),
        Column.blob(row.head.word), Column.integer(row.declared.minorUnits),
        Column.ranges(row.unseen), row.hasDropped, Column.integer(row.grantNumber.value),
        row.answered.map { Column.blob($0.word) }, Data(row.grant),
        row.lastSync.map { Column.integer($0.seconds) }, Column.digests(row.inbox),
        Column.digests(row.reversalsDue),
      ])
  }

  private func write(payment digest: Digest, _ row: PaymentRow) throws {
    try run(
      "INSERT OR REPLACE INTO payments VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      [
        Column.blob(digest.word), Column.integer(row.payment.payer.value),
        Column.integer(row.payment.sequence.value), Column.integer(row.payment.payee.value),
        Column.integer(row.payment.amount.minorUnits), Data(row.message), row.isVerified,
        row.byPayer, Int64(row.accepted.rawValue), row.refused, row.refundedByPayer,
        Int64(row.booking.rawValue), Int64(row.delivery.rawValue), Int64(row.reversal.rawValue),
        Column.integer(row.firstSeen.seconds),
      ])
  }

  private func write(place: PaymentPlace, _ digest: Digest) throws {
    try run(
      "INSERT OR REPLACE INTO places VALUES (?, ?, ?)",
      [
        Column.integer(place.payer.value), Column.integer(place.sequence.value),
        Column.blob(digest.word),
      ])
  }

  private func write(refusal key: RefusalKey, _ row: RefusalRow) throws {
    let (byRequest, subject) =
      switch key.subject {
      case .payment(let digest): (false, digest)
      case .request(let digest): (true, digest)
      }
    let message: Data?
    let upload: Int64?
    switch row {
    case .message(let bytes): (message, upload) = (Data(bytes), nil)
    case .journal(let key): (message, upload) = (nil, Column.integer(key.grant.value))
    }
    try run(
      "INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?)",
      [Column.integer(key.payee.value), byRequest, Column.blob(subject.word), message, upload])
  }

  private func write(upload key: UploadKey, _ packet: [UInt8]) throws {
    try run(
      "INSERT OR REPLACE INTO uploads VALUES (?, ?, ?)",
      [Column.integer(key.serial.value), Column.integer(key.grant.value), Data(packet)])
  }

  private func write(proof number: UInt64, _ row: ProofRow) throws {
    try run(
      "INSERT OR REPLACE INTO proofs VALUES (?, ?, ?, ?, ?)",
      [
        Column.integer(number), Int64(row.kind.rawValue), Column.integer(row.serial.value),
        Data(row.packet), Column.integer(row.time.seconds),
      ])
  }

  private func writeStatements(_ changes: BookChanges) throws {
    for (digest, message) in changes.acceptances {
      try run(
        "INSERT OR REPLACE INTO acceptances VALUES (?, ?)",
        [Column.blob(digest.word), Data(message)])
    }
    for (digest, row) in changes.evidence {
      try run(
        "INSERT OR REPLACE INTO evidence VALUES (?, ?, ?)",
        [Column.blob(digest.word), Data(row.outer), Data(row.plaintext)])
    }
  }

  private func write(_ transaction: Transaction) throws {
    try run(
      "INSERT INTO transactions VALUES (?, ?, ?, ?)",
      [
        Column.integer(transaction.number), Column.integer(transaction.time.seconds),
        Int64(transaction.kind.rawValue), transaction.payment.map { Column.blob($0.word) },
      ])
    for (line, posting) in transaction.postings.enumerated() {
      try run(
        "INSERT INTO postings VALUES (?, ?, ?, ?)",
        [
          Column.integer(transaction.number), line, Column.account(posting.account),
          posting.change,
        ])
    }
  }

  private func write(_ totals: Totals) throws {
    let rows: [(String, Int64)] = [
      ("issued", totals.issued), ("pool", totals.pool), ("held", totals.held),
      ("loss", totals.loss), ("transactions", Column.integer(totals.transactions)),
      ("proofs", Column.integer(totals.proofs)),
      ("signature_checks", Column.integer(totals.signatureChecks)),
    ]
    for (key, value) in rows {
      try run("INSERT OR REPLACE INTO meta VALUES (?, ?)", [key, value])
    }
  }

  private func run(_ sql: String, _ arguments: StatementArguments) throws {
    try db.cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
