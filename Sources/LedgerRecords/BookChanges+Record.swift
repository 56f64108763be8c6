import Settlement
import Wire

/// A batch as one record: what a store writes once and reads again when it is opened, when a late
/// upload asks for something closed, and when everything is held against the log.
extension BookChanges {
  /// Four letters, the last of which is the version of the form.
  private static let magic: [UInt8] = [0x4B, 0x4E, 0x42, 0x31]
  /// The same for a batch that ends with what is in transit: the others have the bytes they always had.
  private static let magicWithTransit: [UInt8] = [0x4B, 0x4E, 0x42, 0x32]

  public var record: [UInt8] {
    var out: [UInt8] = totals.transit == 0 ? Self.magic : Self.magicWithTransit
    out.reserveCapacity(estimatedSize)
    out.put(batch.value)
    out.put(transactions) { $0.put($1.record) }
    totals.put(&out)
    out.put(accounts) { out, entry in
      out.put(entry.key)
      out.put(entry.row.minorUnits)
    }
    out.put(purses) { $0.put($1.row.record) }
    out.put(payments) { out, entry in
      out.put(entry.key.word)
      out.put(entry.row.record)
    }
    out.put(refusals) { out, entry in
      out.put(name: entry.key.payee.value)
      out.put(entry.key.subjectWord.digest.word)
      out.put(entry.key.subjectWord.byRequest)
      out.put(entry.row.record)
    }
    out.put(uploads) { out, entry in
      out.put(name: entry.key.serial.value)
      out.put(entry.key.grant.value)
      out.put(entry.row)
    }
    putStatements(&out)
    if totals.transit != 0 { out.put(signed: totals.transit) }
    return out
  }

  /// The batch's number and its transactions' records, without the rest.
  public static func transactions(
    inRecord record: [UInt8]
  ) throws(RecordDamage) -> (batch: BatchNumber, records: [[UInt8]]) {
    var reader = RecordReader(record)
    let (batch, _) = try readNumber(&reader)
    let records = try reader.list { (reader) throws(RecordDamage) in try reader.list() }
    return (batch, records)
  }

  private static func readNumber(
    _ reader: inout RecordReader
  ) throws(RecordDamage) -> (batch: BatchNumber, hasTransit: Bool) {
    var letters: [UInt8] = []
    for _ in magic { letters.append(try reader.byte()) }
    guard letters == magic || letters == magicWithTransit else {
      throw RecordDamage("a batch's first letters")
    }
    return (BatchNumber(try reader.number()), letters == magicWithTransit)
  }

  private var estimatedSize: Int {
    let uploads = uploads.reduce(0) { $0 + $1.row.count + 24 }
    return 256 + uploads + purses.count * 900 + payments.count * 400 + transactions.count * 128
  }

  private func putStatements(_ out: inout [UInt8]) {
    out.put(proofs) { out, entry in
      out.put(entry.key)
      out.put(entry.row.record)
    }
    out.put(acceptances) { out, entry in
      out.put(entry.key.word)
      out.put(entry.row)
    }
    out.put(evidence) { out, entry in
      out.put(entry.key.word)
      out.put(entry.row.outer)
      out.put(entry.row.plaintext)
    }
  }

  /// Reads a record back.
  public init(record: [UInt8]) throws(RecordDamage) {
    var reader = RecordReader(record)
    let (batch, hasTransit) = try Self.readNumber(&reader)
    var ordinal: UInt64 = 0
    let transactions = try reader.list { (reader) throws(RecordDamage) in
      ordinal += 1
      return try Transaction(record: try reader.list(), number: ordinal)
    }
    var totals = try Totals(&reader)
    let accounts = try reader.list { (reader) throws(RecordDamage) in
      (key: try reader.text(), row: try reader.amount())
    }
    let purses = try reader.list { (reader) throws(RecordDamage) in
      let row = try PurseRow(record: try reader.list())
      return (key: row.certificate.serial, row: row)
    }
    let payments = try reader.list { (reader) throws(RecordDamage) in
      (key: Digest(try reader.word()), row: try PaymentRow(record: try reader.list()))
    }
    let refusals = try reader.list { (reader) throws(RecordDamage) in
      let payee = Serial(try reader.name())
      let digest = Digest(try reader.word())
      let key = RefusalKey(payee: payee, digest: digest, byRequest: try reader.bool())
      return (key: key, row: try RefusalRow(record: try reader.list()))
    }
    let uploads = try reader.list { (reader) throws(RecordDamage) in
      let serial = Serial(try reader.name())
      let key = UploadKey(serial: serial, grant: GrantNumber(try reader.number()))
      return (key: key, row: try reader.list())
    }
    let proofs = try reader.list { (reader) throws(RecordDamage) in
      (key: try reader.number(), row: try ProofRow(record: try reader.list()))
    }
    let acceptances = try reader.list { (reader) throws(RecordDamage) in
      (key: Digest(try reader.word()), row: try reader.list())
    }
    let evidence = try reader.list { (reader) throws(RecordDamage) in
      let key = Digest(try reader.word())
      let outer = try reader.list()
      return (key: key, row: EvidenceRow(outer: outer, plaintext: try reader.list()))
    }
    if hasTransit {
      totals.transit = try reader.signed()
      guard totals.transit != 0 else { throw RecordDamage("what is in transit, or nothing") }
    }
    guard reader.isAtEnd else { throw RecordDamage("the end of a batch") }
    self.init(
      batch: batch, accounts: accounts, purses: purses, payments: payments, refusals: refusals,
      uploads: uploads, proofs: proofs, acceptances: acceptances, evidence: evidence,
      transactions: transactions, totals: totals)
  }
}

extension Totals {
  func put(_ out: inout [UInt8]) {
    for value in [issued, pool, held, loss] { out.put(signed: value) }
    for value in [transactions, proofs, signatureChecks] { out.put(value) }
    for value in known.numbers { out.put(signed: value) }
  }

  init(_ reader: inout RecordReader) throws(RecordDamage) {
    self.init()
    issued = try reader.signed()
    pool = try reader.signed()
    held = try reader.signed()
    loss = try reader.signed()
    transactions = try reader.number()
    proofs = try reader.number()
    signatureChecks = try reader.number()
    for field in PaymentSums.fields { known[keyPath: field] = try reader.signed() }
  }
}

extension PaymentSums {
  /// In the order of a record.
  public static var fields: [WritableKeyPath<PaymentSums, Int64>] {
    [\.count, \.settled, \.settledValue, \.confirmed, \.confirmedValue]
  }

  public var numbers: [Int64] { Self.fields.map { self[keyPath: $0] } }
}
