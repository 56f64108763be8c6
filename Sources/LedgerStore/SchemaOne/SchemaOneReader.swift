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
      book.accounts.load(try row.value("name"), try Column.amount(try row.value("balance")))
    }
    for row in try rows("purses") { try readPurse(row, into: &book) }
    for row in try rows("payments") { try readPayment(row, into: &book) }
    for row in try rows("refusals") { try readRefusal(row, into: &book) }
    for row in try rows("uploads") {
      let key = UploadKey(
        serial: serial(try row.value("serial")),
        grant: GrantNumber(Column.number(try row.value("grant_number"))))
      book.uploads.load(key, bytes(try row.value("packet")))
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
    let message = bytes(try row.value("certificate"))
    guard let certificate = try? Signed<Certificate>(message.span.bytes) else {
      throw LedgerStoreError.damaged("a certificate")
    }
    var purse = PurseRow(certificate: certificate, account: try row.value("account"))
    purse.state = try Column.value(try row.value("state"))
    purse.isConvicted = try row.value("convicted")
    purse.unblockApproved = try row.value("unblock")
    purse.shadow = try Column.amount(try row.value("shadow"))
    purse.advance = try Column.amount(try row.value("advance"))
    purse.advancedSince = time(try row.optional("advanced_since"))
    purse.covered = SequenceNumber(Column.number(try row.value("covered")))
    purse.head = Head(try Column.word(try row.value("head")))
    purse.declared = try Column.amount(try row.value("declared"))
    purse.unseen = try Column.ranges(try row.value("unseen"))
    purse.hasDropped = try row.value("has_dropped")
    purse.grantNumber = GrantNumber(Column.number(try row.value("grant_number")))
    if let answered: Data = try row.optional("answered") {
      purse.answered = Digest(try Column.word(answered))
    }
    purse.grant = bytes(try row.value("grant_message"))
    purse.lastSync = time(try row.optional("last_sync"))
    purse.inbox = try Column.digests(try row.value("inbox") as Data)
    purse.reversalsDue = try Column.digests(try row.value("reversals_due") as Data)
    book.purses.load(certificate.content.serial, purse)
  }

  private func readPayment(_ row: Row, into book: inout Book) throws {
    let message = bytes(try row.value("message"))
    guard let payment = try? Signed<Payment>(message.span.bytes),
      let first: LedgerTime = time(try row.optional("first_seen"))
    else { throw LedgerStoreError.damaged("a payment") }
    var entry = PaymentRow(payment: payment.content, message: message, firstSeen: first)
    entry.isVerified = try row.value("verified")
    entry.byPayer = try row.value("by_payer")
    entry.accepted = try Column.value(try row.value("accepted"))
    entry.refused = try row.value("refused")
    entry.refundedByPayer = try row.value("refunded")
    entry.booking = try Column.value(try row.value("booking"))
    entry.delivery = try Column.value(try row.value("delivery"))
    entry.reversal = try Column.value(try row.value("reversal"))
    book.load(entry, Digest(try Column.word(try row.value("digest"))))
  }

  private func readRefusal(_ row: Row, into book: inout Book) throws {
    let payee = serial(try row.value("payee"))
    let digest = Digest(try Column.word(try row.value("subject")))
    let subject: RefusalSubject = try row.value("by_request") ? .request(digest) : .payment(digest)
    let key = RefusalKey(subject: subject, payee: payee)
    if let message: Data = try row.optional("message") {
      book.refusals.load(key, .message([UInt8](message)))
    } else {
      let grant = GrantNumber(Column.number(try row.value("upload_grant")))
      book.refusals.load(key, .journal(UploadKey(serial: payee, grant: grant)))
    }
  }

  private func readStatements(into book: inout Book) throws {
    for row in try rows("proofs") {
      let proof = ProofRow(
        kind: try Column.value(try row.value("kind")), serial: serial(try row.value("serial")),
        packet: bytes(try row.value("packet")),
        time: LedgerTime(seconds: Column.number(try row.value("time"))))
      book.proofs.load(Column.number(try row.value("number")), proof)
    }
    for row in try rows("acceptances") {
      book.acceptances.load(
        Digest(try Column.word(try row.value("digest"))), bytes(try row.value("message")))
    }
    for row in try rows("evidence") {
      book.evidence.load(
        Digest(try Column.word(try row.value("digest"))),
        EvidenceRow(
          outer: bytes(try row.value("outer")), plaintext: bytes(try row.value("plaintext"))))
    }
  }

  private func readTotals() throws -> Totals {
    var totals = Totals()
    for row in try rows("meta") {
      let value: Int64 = try row.value("value")
      switch try row.value("key") as String {
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
