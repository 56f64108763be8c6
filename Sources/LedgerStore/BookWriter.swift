import Foundation
import GRDB
import Settlement
import Wire

/// Writes the changed rows of a book.
struct BookWriter {
  private let db: Database

  init(_ db: Database) { self.db = db }

  func write(_ book: Book) throws {
    for name in book.accounts.changed { try write(account: name, book.accounts[name]) }
    for serial in book.purses.changed { try write(purse: serial, book.purses[serial]) }
    for digest in book.payments.changed { try write(payment: digest, book.payments[digest]) }
    for place in book.places.changed { try write(place: place, book.places[place]) }
    for key in book.refusals.changed { try write(refusal: key, book.refusals[key]) }
    for key in book.uploads.changed { try write(upload: key, book.uploads[key]) }
    for number in book.proofs.changed { try write(proof: number, book.proofs[number]) }
    try writeStatements(book)
    for transaction in book.transactions { try write(transaction) }
    try write(book.totals)
  }

  private func write(account name: String, _ balance: Amount?) throws {
    guard let balance else { return }
    try run(
      "INSERT OR REPLACE INTO accounts VALUES (?, ?)", [name, Column.integer(balance.minorUnits)])
  }

  private func write(purse serial: Serial, _ row: PurseRow?) throws {
    guard let row else { return }
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

  private func write(payment digest: Digest, _ row: PaymentRow?) throws {
    guard let row else { return }
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

  private func write(place: PaymentPlace, _ digest: Digest?) throws {
    guard let digest else { return }
    try run(
      "INSERT OR REPLACE INTO places VALUES (?, ?, ?)",
      [
        Column.integer(place.payer.value), Column.integer(place.sequence.value),
        Column.blob(digest.word),
      ])
  }

  private func write(refusal key: RefusalKey, _ row: RefusalRow?) throws {
    guard let row else { return }
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

  private func write(upload key: UploadKey, _ packet: [UInt8]?) throws {
    guard let packet else { return }
    try run(
      "INSERT OR REPLACE INTO uploads VALUES (?, ?, ?)",
      [Column.integer(key.serial.value), Column.integer(key.grant.value), Data(packet)])
  }

  private func write(proof number: UInt64, _ row: ProofRow?) throws {
    guard let row else { return }
    try run(
      "INSERT OR REPLACE INTO proofs VALUES (?, ?, ?, ?, ?)",
      [
        Column.integer(number), Int64(row.kind.rawValue), Column.integer(row.serial.value),
        Data(row.packet), Column.integer(row.time.seconds),
      ])
  }

  private func writeStatements(_ book: Book) throws {
    for digest in book.acceptances.changed {
      guard let message = book.acceptances[digest] else { continue }
      try run(
        "INSERT OR REPLACE INTO acceptances VALUES (?, ?)",
        [Column.blob(digest.word), Data(message)])
    }
    for digest in book.evidence.changed {
      guard let row = book.evidence[digest] else { continue }
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
