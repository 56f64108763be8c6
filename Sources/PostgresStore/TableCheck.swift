import LedgerRecords
import PostgresLink
import Settlement
import Wire

/// Holds the columns of open rows against the rows' bytes, which alone are held against the log: by
/// columns rows are found, counted and told apart. Memory does not grow with the tables.
struct TableCheck {
  private let connection: PostgresConnection

  /// - Parameter connection: in a transaction that sees one moment.
  init(_ connection: PostgresConnection) { self.connection = connection }

  func findings() throws(PostgresError) -> [String] {
    let found = try purses() + payments() + proofs()
    return try found + counted()
  }

  private func purses() throws(PostgresError) -> [String] {
    var found: [String] = []
    var next = Int64.min
    while true {
      let rows = try connection.run(Self.purses, PostgresParameters(next))
      for index in 0..<rows.count {
        let serial = try rows.integer(index, 0)
        if try !isPurse(rows, index) {
          found.append("database: the columns of purse \(Self.text(serial)) differ from its record")
        }
        guard found.count < Self.most, serial < .max else { return found }
        next = serial + 1
      }
      guard rows.count > 0 else { return found }
    }
  }

  private func isPurse(_ rows: PostgresRows, _ index: Int) throws(PostgresError) -> Bool {
    guard let row = try? PurseRow(record: try rows.bytes(index, 6)) else { return false }
    let (serial, account) = (try rows.integer(index, 0), try rows.text(index, 1))
    let numbers = [
      Column.integer(row.shadow), Column.integer(row.advance), Column.unexplained(row),
      Column.since(row),
    ]
    for (column, number) in numbers.enumerated() {
      guard try rows.integer(index, 2 + column) == number else { return false }
    }
    return serial == Column.integer(row.certificate.serial.value) && account == row.account
  }

  private func payments() throws(PostgresError) -> [String] {
    var found: [String] = []
    var (payer, sequence, digest) = (Int64.min, Int64.min, [UInt8]())
    while true {
      var place = PostgresParameters(payer, sequence)
      place.append(digest)
      let rows = try connection.run(Self.payments, place)
      guard rows.count > 0 else { return found }
      for index in 0..<rows.count {
        (payer, sequence) = (try rows.integer(index, 0), try rows.integer(index, 1))
        digest = try rows.bytes(index, 2)
        if try !isPayment(rows, index, payer, sequence, digest) {
          found.append(
            "database: the columns of payment \(sequence) of purse \(Self.text(payer)) differ from its record"
          )
        }
        guard found.count < Self.most else { return found }
      }
    }
  }

  private func isPayment(
    _ rows: PostgresRows, _ index: Int, _ payer: Int64, _ sequence: Int64, _ digest: [UInt8]
  ) throws(PostgresError) -> Bool {
    guard let row = try? PaymentRow(record: try rows.bytes(index, 6)),
      let digest = try? Column.digest(digest)
    else { return false }
    let (key, waiting) = (try rows.integer(index, 3), try rows.integer(index, 5))
    let request = rows.isNull(index, 4) ? nil : try rows.integer(index, 4)
    return payer == Column.integer(row.payment.payer.value)
      && sequence == Column.integer(row.payment.sequence.value)
      && key == Column.integer(ArchiveKey.of(digest))
      && request == Column.request(row)
      && (waiting != 0) == Column.isWaiting(row)
  }

  /// Proofs are few.
  private func proofs() throws(PostgresError) -> [String] {
    let rows = try connection.run(Self.proofs)
    for index in 0..<rows.count {
      let serial = Column.serial(try rows.integer(index, 0))
      guard let row = try? ProofRow(record: try rows.bytes(index, 1)), row.serial == serial else {
        return [
          "database: a proof lies at purse \(Self.text(Column.integer(serial.value))), which it is not against"
        ]
      }
    }
    return []
  }

  /// What the server can count by itself: each should be 0.
  private func counted() throws(PostgresError) -> [String] {
    var found: [String] = []
    for (what, statement) in Self.counts {
      let count = try connection.run(statement).integer(0, 0)
      if count != 0 { found.append("database: \(what)") }
    }
    return found
  }

  private static func text(_ number: Int64) -> String {
    String(Column.number(number), radix: 16)
  }

  /// Findings of one kind that are named.
  private static let most = 20

  static let begin = PostgresStatement(
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  static let end = PostgresStatement("COMMIT")

  private static let purses = PostgresStatement(
    """
    SELECT serial, account, shadow, advance, unexplained, since, record FROM purses
    WHERE serial >= $1::int8 ORDER BY serial LIMIT 2000
    """)

  private static let payments = PostgresStatement(
    """
    SELECT payer, sequence, digest, key, request, waiting::int4::int8, record FROM payments
    WHERE (payer, sequence, digest) > ($1::int8, $2::int8, $3::bytea)
    ORDER BY payer, sequence, digest LIMIT 2000
    """)

  private static let proofs = PostgresStatement("SELECT serial, record FROM proofs")

  private static let counts: [(String, PostgresStatement)] = [
    (
      "a purse says otherwise than the refusals whether it has refused",
      PostgresStatement(
        """
        SELECT count(*) FROM purses p
        WHERE p.refuses <> EXISTS (SELECT FROM refusals r WHERE r.payee = p.serial)
        """)
    ),
    (
      "a row has a version that no batch can have written",
      PostgresStatement(
        """
        SELECT count(*) FROM (
          SELECT version FROM purses UNION ALL SELECT version FROM accounts
          UNION ALL SELECT version FROM payments) v
        WHERE v.version < 0 OR v.version > (SELECT coalesce(max(clock), 0) FROM batches)
        """)
    ),
    (
      "the log's end is not the end of the batches",
      PostgresStatement(
        """
        SELECT (count(*) <> 1 OR min(id) <> 0 OR min(next) <> (
          SELECT coalesce(max(entry + entries), 0) FROM batches WHERE entry >= 0))::int4::int8
        FROM log_end
        """)
    ),
    (
      "an index is missing",
      PostgresStatement(
        """
        SELECT 16 - count(*) FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = current_schema() AND i.indisvalid AND c.relname IN (
          'accounts_pkey', 'batches_entry', 'batches_new', 'batches_pkey', 'closed_keys_pkey',
          'eras_pkey', 'log_end_pkey', 'meta_pkey', 'payments_key', 'payments_pkey',
          'payments_request', 'payments_waiting', 'proofs_pkey', 'purses_pkey', 'refusals_pkey',
          'totals_pkey')
        """)
    ),
  ]
}
