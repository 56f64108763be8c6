import LedgerRecords
import PostgresLink
import Settlement
import Wire

extension PostgresStore {
  /// What is wrong with the database by itself (STO-14), in words: the columns by which rows are found, and the
  /// index of what has left the tables. Pages are the server's to check, and what the records say is for whoever
  /// holds them against the log. Ledgers go on meanwhile: what is compared was written in one transaction.
  public func check() throws -> [String] {
    var found = try checkPurses()
    found += try checkPayments()
    found += try checkProofs()
    found += try checkIndex()
    return found
  }

  private func checkPurses() throws -> [String] {
    try findings(Self.purseColumns) { row in
      let purse = try Column.row("a purse", try row.bytes()) { (bytes) throws(RecordDamage) in
        try PurseRow(record: bytes)
      }
      let columns = PurseColumns(purse)
      let isFound =
        try row.integers(5) == [
          Column.integer(purse.certificate.serial.value), columns.shadow, columns.advance,
          columns.unexplained, columns.since,
        ]
      let hasAccount = try row.text() == purse.account
      // One too many costs a look, one too few hides a refusal.
      let (refuses, hasRefused) = (try row.integer() == 1, try row.integer() == 1)
      let isWhole = isFound && hasAccount && (refuses || !hasRefused)
      return isWhole
        ? nil : "database: the columns of purse \(purse.certificate.serial) differ from its record"
    }
  }

  private func checkPayments() throws -> [String] {
    try findings(Self.paymentColumns) { row in
      let payment = try Column.row("a payment", try row.bytes()) { (bytes) throws(RecordDamage) in
        try PaymentRow(record: bytes)
      }
      let digest = try Column.digest(try row.bytes())
      let request = payment.payment.request.map { Column.integer(ArchiveKey.of($0)) }
      let isWhole =
        try row.integers(6) == [
          Column.integer(payment.payment.payer.value),
          Column.integer(payment.payment.sequence.value), Column.integer(ArchiveKey.of(digest)),
          request == nil ? 0 : 1, request ?? 0, payment.booking == .waiting ? 1 : 0,
        ]
      return isWhole ? nil : "database: the columns of payment \(digest) differ from its record"
    }
  }

  private func checkProofs() throws -> [String] {
    try findings(Self.proofColumns) { row in
      let proof = try Column.row("a proof", try row.bytes()) { (bytes) throws(RecordDamage) in
        try ProofRow(record: bytes)
      }
      let isWhole = try row.integer() == Column.integer(proof.serial.value)
      return isWhole ? nil : "database: a proof against \(proof.serial) lies at another purse"
    }
  }

  /// Every key of every batch leads to it, by an era that a look-up asks. A key too many has no meaning: the
  /// record decides (STO-7).
  private func checkIndex() throws -> [String] {
    var found: [String] = []
    let era = try archive.run(Self.listedEra, PostgresParameters())
    if try explaining({ () throws(PostgresError) in try era.integer(0, 0) }) != 1 {
      found.append("index: the era that is written to is not among those that are asked")
    }
    try batches(fromEntry: 0) { batch in
      var parameters = PostgresParameters()
      parameters.append(array: try batch.changes().archiveKeys.map(Column.integer))
      parameters.append(Column.integer(batch.number.value))
      let rows = try archive.run(Self.missingKeys, parameters)
      let missing = try explaining { () throws(PostgresError) in try rows.integer(0, 0) }
      if missing > 0 {
        found.append("index: batch \(batch.number.value) is not found by \(missing) keys")
      }
      return found.count < Self.mostFindings
    }
    return found
  }

  /// Looks at every row of a query.
  private func findings(
    _ query: PostgresStatement, _ body: (inout CheckedRow) throws -> String?
  ) throws -> [String] {
    let rows = try archive.run(query, PostgresParameters())
    var found: [String] = []
    for index in 0..<rows.count where found.count < Self.mostFindings {
      var row = CheckedRow(rows: rows, index: index)
      if let finding = try body(&row) { found.append(finding) }
    }
    return found
  }

  /// Findings of one kind that are named.
  private static let mostFindings = 20

  private static let purseColumns = PostgresStatement(
    """
    SELECT p.record, p.serial, p.shadow, p.advance, p.unexplained, p.since, p.account,
      p.refuses::int4::int8,
      (EXISTS (SELECT 1 FROM refusals r WHERE r.payee = p.serial))::int4::int8
    FROM purses p
    """)

  private static let paymentColumns = PostgresStatement(
    """
    SELECT record, digest, payer, sequence, key, (request IS NOT NULL)::int4::int8,
      coalesce(request, 0), waiting::int4::int8
    FROM payments
    """)

  private static let proofColumns = PostgresStatement("SELECT record, serial FROM proofs")

  private static let listedEra = PostgresStatement(
    "SELECT count(*) FROM meta m JOIN eras e ON e.era = m.value WHERE m.key = 'era'")

  /// keys, batch.
  private static let missingKeys = PostgresStatement(
    """
    SELECT count(*) FROM unnest($1::int8[]) AS u(key)
    WHERE NOT EXISTS (
      SELECT 1 FROM eras e JOIN closed c ON c.era = e.era AND c.key = u.key
      WHERE c.batch = $2::int8)
    """)
}

/// A row whose columns are read one after the other.
private struct CheckedRow {
  let rows: PostgresRows
  let index: Int
  private var column = 0

  init(rows: PostgresRows, index: Int) { (self.rows, self.index) = (rows, index) }

  mutating func bytes() throws -> [UInt8] {
    let column = next()
    return try explaining { () throws(PostgresError) in try rows.bytes(index, column) }
  }

  mutating func text() throws -> String {
    let column = next()
    return try explaining { () throws(PostgresError) in try rows.text(index, column) }
  }

  mutating func integer() throws -> Int64 {
    let column = next()
    return try explaining { () throws(PostgresError) in try rows.integer(index, column) }
  }

  mutating func integers(_ count: Int) throws -> [Int64] {
    try (0..<count).map { _ in try integer() }
  }

  private mutating func next() -> Int {
    defer { column += 1 }
    return column
  }
}
