import LedgerRecords
import PostgresLink
import Settlement
import Wire

extension PostgresStore: LedgerKeeper {
  public var addsTotals: Bool { true }

  /// The ledger's own balances and counters: what all processes, those of earlier days too, have added.
  public func totals() throws -> Totals {
    try Totals(archive.run(Self.totals, PostgresParameters()))
  }

  /// All open rows as of one moment, in memory: for checks, and for ledgers small enough. What is
  /// closed stays where it is.
  public func snapshot() throws -> Book {
    var pipeline = PostgresPipeline()
    pipeline.add(Self.begin)
    let totals = pipeline.add(Self.totals)
    let accounts = pipeline.add(Self.accounts)
    let purses = pipeline.add(Self.purses)
    let payments = pipeline.add(Self.payments)
    let refusals = pipeline.add(Self.refusals)
    let proofs = pipeline.add(Self.proofs)
    pipeline.add(Self.end)
    let rows = try explaining { () throws(PostgresError) in
      try pool.reading { (connection) throws(PostgresError) in try connection.run(pipeline) }
    }
    var book = Book()
    book.totals = try Totals(rows[totals])
    try each(rows[accounts]) { rows, index in
      let (name, balance) = try explaining { () throws(PostgresError) in
        (try rows.text(index, 0), try rows.integer(index, 1))
      }
      book.accounts.load(name, try Column.amount(balance))
    }
    try each(rows[purses]) { rows, index in
      let row = try record("a purse", rows, index, 0) { (bytes) throws(RecordDamage) in
        try PurseRow(record: bytes)
      }
      book.purses.load(row.certificate.serial, row)
    }
    try each(rows[payments]) { rows, index in
      let payment = try OpenPayment(rows, index)
      book.load(try payment.row(), payment.digest)
    }
    try each(rows[refusals]) { try load(refusal: $0, $1, into: &book) }
    try each(rows[proofs]) { rows, index in
      let row = try record("a proof", rows, index, 0) { (bytes) throws(RecordDamage) in
        try ProofRow(record: bytes)
      }
      book.proofs.load(UInt64(index + 1), row)
    }
    return book
  }

  private func each(
    _ rows: PostgresRows, _ body: (PostgresRows, Int) throws -> Void
  ) throws {
    for index in 0..<rows.count { try body(rows, index) }
  }

  private func load(refusal rows: PostgresRows, _ index: Int, into book: inout Book) throws {
    let (payee, subject, byRequest) = try explaining { () throws(PostgresError) in
      (try rows.integer(index, 1), try rows.bytes(index, 2), try rows.integer(index, 3))
    }
    let key = RefusalKey(
      payee: Column.serial(payee), digest: try Column.digest(subject), byRequest: byRequest != 0)
    let row = try record("a refusal", rows, index, 0) { (bytes) throws(RecordDamage) in
      try RefusalRow(record: bytes)
    }
    book.refusals.load(key, row)
  }

  private func record<Value>(
    _ what: String, _ rows: PostgresRows, _ index: Int, _ column: Int,
    _ read: ([UInt8]) throws(RecordDamage) -> Value
  ) throws(LedgerStoreError) -> Value {
    let bytes = try explaining { () throws(PostgresError) in try rows.bytes(index, column) }
    return try Column.row(what, bytes, read)
  }

  private static let begin = PostgresStatement(
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  private static let end = PostgresStatement("COMMIT")
  private static let accounts = PostgresStatement("SELECT name, balance FROM accounts")
  private static let purses = PostgresStatement("SELECT record FROM purses")
  private static let payments = PostgresStatement(
    "SELECT payer, sequence, digest, version, record FROM payments")
  private static let refusals = PostgresStatement(
    "SELECT record, payee, subject, by_request::int4::int8 FROM refusals")
  private static let proofs = PostgresStatement(
    "SELECT p.record FROM proofs p JOIN batches b ON b.id = p.batch ORDER BY b.clock, b.id, p.number"
  )
  private static let totals = PostgresStatement(
    """
    SELECT coalesce(sum(issued), 0)::int8, coalesce(sum(pool), 0)::int8,
      coalesce(sum(held), 0)::int8, coalesce(sum(loss), 0)::int8,
      coalesce(sum(transactions), 0)::int8, coalesce(sum(proofs), 0)::int8,
      coalesce(sum(checks), 0)::int8, coalesce(sum(payments), 0)::int8,
      coalesce(sum(settled), 0)::int8, coalesce(sum(settled_value), 0)::int8,
      coalesce(sum(confirmed), 0)::int8, coalesce(sum(confirmed_value), 0)::int8,
      coalesce(sum(transit), 0)::int8
    FROM totals
    """)
}

extension Totals {
  /// The row of sums, in the order of the table's columns.
  fileprivate init(_ rows: PostgresRows) throws(LedgerStoreError) {
    self.init()
    var sums: [Int64] = []
    for column in 0..<13 {
      sums.append(try explaining { () throws(PostgresError) in try rows.integer(0, column) })
    }
    (issued, pool, held, loss) = (sums[0], sums[1], sums[2], sums[3])
    transactions = Column.number(sums[4])
    proofs = Column.number(sums[5])
    signatureChecks = Column.number(sums[6])
    for (place, field) in PaymentSums.fields.enumerated() {
      known[keyPath: field] = sums[7 + place]
    }
    transit = sums[12]
  }
}
