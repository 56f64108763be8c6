import Foundation
import GRDB
import LedgerRecords
import Settlement
import Wire

/// Reads a whole book of the first schema. What does not parse is damage, named.
struct SchemaOneReader {
  private let db: Database

  init(_ db: Database) { self.db = db }

  func read() throws -> Book {
    var book = Book()
    for row in try rows("accounts") {
      book.accounts.load(row["name"], try Column.amount(row["balance"]))
    }
    for row in try rows("purses") { try readPurse(row, into: &book) }
    for row in try rows("payments") { try readPayment(row, into: &book) }
    for row in try rows("refusals") { try readRefusal(row, into: &book) }
    for row in try rows("uploads") {
      let key = UploadKey(
        serial: serial(row["serial"]), grant: GrantNumber(Column.number(row["grant_number"])))
      book.uploads.load(key, bytes(row["packet"]))
    }
    try readStatements(into: &book)
    book.totals = try readTotals()
    for row in book.payments.rows.values { book.totals.known.add(row, 1) }
    guard book.isBalanced else {
      throw LedgerStoreError.damaged("the books do not balance")
    }
    return book
  }

  private func readPurse(_ row: Row, into book: inout Book) throws {
    let message = bytes(row["certificate"])
    guard let certificate = try? Signed<Certificate>(message.span.bytes) else {
      throw LedgerStoreError.damaged("a certificate")
    }
    var purse = PurseRow(certificate: certificate, account: row["account"])
    purse.state = try Column.value(row["state"])
    purse.isConvicted = row["convicted"]
    purse.unblockApproved = row["unblock"]
    purse.shadow = try Column.amount(row["shadow"])
    purse.advance = try Column.amount(row["advance"])
    purse.advancedSince = time(row["advanced_since"])
    purse.covered = SequenceNumber(Column.number(row["covered"]))
    purse.head = Head(try Column.word(row["head"]))
    purse.declared = try Column.amount(row["declared"])
    purse.unseen = try Column.ranges(row["unseen"])
    purse.hasDropped = row["has_dropped"]
    purse.grantNumber = GrantNumber(Column.number(row["grant_number"]))
    if let answered: Data = row["answered"] { purse.answered = Digest(try Column.word(answered)) }
    purse.grant = bytes(row["grant_message"])
    purse.lastSync = time(row["last_sync"])
    purse.inbox = try Column.digests(row["inbox"] as Data)
    purse.reversalsDue = try Column.digests(row["reversals_due"] as Data)
    book.purses.load(certificate.content.serial, purse)
  }

  private func readPayment(_ row: Row, into book: inout Book) throws {
    let message = bytes(row["message"])
    guard let payment = try? Signed<Payment>(message.span.bytes),
      let first: LedgerTime = time(row["first_seen"])
    else { throw LedgerStoreError.damaged("a payment") }
    var entry = PaymentRow(payment: payment.content, message: message, firstSeen: first)
    entry.isVerified = row["verified"]
    entry.byPayer = row["by_payer"]
    entry.accepted = try Column.value(row["accepted"])
    entry.refused = row["refused"]
    entry.refundedByPayer = row["refunded"]
    entry.booking = try Column.value(row["booking"])
    entry.delivery = try Column.value(row["delivery"])
    entry.reversal = try Column.value(row["reversal"])
    book.load(entry, Digest(try Column.word(row["digest"])))
  }

  private func readRefusal(_ row: Row, into book: inout Book) throws {
    let payee = serial(row["payee"])
    let digest = Digest(try Column.word(row["subject"]))
    let subject: RefusalSubject = row["by_request"] ? .request(digest) : .payment(digest)
    let key = RefusalKey(subject: subject, payee: payee)
    if let message: Data = row["message"] {
      book.refusals.load(key, .message([UInt8](message)))
    } else {
      let grant = GrantNumber(Column.number(row["upload_grant"]))
      book.refusals.load(key, .journal(UploadKey(serial: payee, grant: grant)))
    }
  }

  private func readStatements(into book: inout Book) throws {
    for row in try rows("proofs") {
      let proof = ProofRow(
        kind: try Column.value(row["kind"]), serial: serial(row["serial"]),
        packet: bytes(row["packet"]), time: LedgerTime(seconds: Column.number(row["time"])))
      book.proofs.load(Column.number(row["number"]), proof)
    }
    for row in try rows("acceptances") {
      book.acceptances.load(Digest(try Column.word(row["digest"])), bytes(row["message"]))
    }
    for row in try rows("evidence") {
      book.evidence.load(
        Digest(try Column.word(row["digest"])),
        EvidenceRow(outer: bytes(row["outer"]), plaintext: bytes(row["plaintext"])))
    }
  }

  private func readTotals() throws -> Totals {
    var totals = Totals()
    for row in try rows("meta") {
      let value: Int64 = row["value"]
      switch row["key"] as String {
      case "issued": totals.issued = value
      case "pool": totals.pool = value
      case "held": totals.held = value
      case "loss": totals.loss = value
      case "transactions": totals.transactions = Column.number(value)
      case "proofs": totals.proofs = Column.number(value)
      case "signature_checks": totals.signatureChecks = Column.number(value)
      default: break
      }
    }
    return totals
  }

  private func rows(_ table: String) throws -> [Row] {
    try Row.fetchAll(db, sql: "SELECT * FROM " + table)
  }

  private func serial(_ value: Int64) -> Serial { Serial(Column.number(value)) }
  private func bytes(_ data: Data) -> [UInt8] { [UInt8](data) }
  private func time(_ value: Int64?) -> LedgerTime? {
    value.map { LedgerTime(seconds: Column.number($0)) }
  }
}
