import PostgresLink

/// What reads rows. None of it locks anything.
enum RowQueries {
  static let purses = PostgresStatement(
    """
    SELECT p.serial, p.version, p.refuses::int4::int8, p.record
    FROM unnest($1::int8[]) AS s(serial) JOIN purses p ON p.serial = s.serial
    """)

  /// Open payments read with their payer. Few purses have more; those are looked up one by one, so
  /// that nobody makes a batch large by paying those who never sync.
  static let largestOwn = 32

  static let ownPayments = PostgresStatement(
    """
    SELECT o.payer, o.sequence, o.digest, o.version, o.record
    FROM unnest($1::int8[]) AS s(serial) CROSS JOIN LATERAL (
      SELECT * FROM payments p WHERE p.payer = s.serial
      ORDER BY p.payer, p.sequence, p.digest LIMIT 33) o
    """)

  static let accountsOfPurses = PostgresStatement(
    """
    SELECT a.name, a.version, a.balance
    FROM (
      SELECT DISTINCT p.account
      FROM unnest($1::int8[]) AS s(serial) JOIN purses p ON p.serial = s.serial) k
    JOIN accounts a ON a.name = k.account
    """)

  static let accounts = PostgresStatement(
    """
    SELECT a.name, a.version, a.balance
    FROM unnest($1::text[]) AS k(name) JOIN accounts a ON a.name = k.name
    """)

  static let paymentsByKey = PostgresStatement(
    """
    SELECT p.payer, p.sequence, p.digest, p.version, p.record
    FROM unnest($1::int8[]) AS k(key) JOIN payments p ON p.key = k.key
    """)

  static let paymentsByRequest = PostgresStatement(
    """
    SELECT p.payer, p.sequence, p.digest, p.version, p.record
    FROM unnest($1::int8[]) AS k(request) JOIN payments p ON p.request = k.request
    """)

  static let paymentsAtPlaces = PostgresStatement(
    """
    SELECT p.payer, p.sequence, p.digest, p.version, p.record
    FROM unnest($1::int8[], $2::int8[]) AS k(payer, sequence)
    JOIN payments p ON p.payer = k.payer AND p.sequence = k.sequence
    """)

  static let paymentsByPayer = PostgresStatement(
    """
    SELECT p.payer, p.sequence, p.digest, p.version, p.record
    FROM payments p WHERE p.payer = $1::int8 ORDER BY p.payer, p.sequence
    """)

  static let waiting = PostgresStatement(
    """
    SELECT p.payer, p.sequence, p.digest, p.version, p.record FROM payments p WHERE p.waiting
    """)

  static let refusal = PostgresStatement(
    """
    SELECT r.record FROM refusals r
    WHERE r.payee = $1::int8 AND r.subject = $2::bytea AND r.by_request = ($3::int8 <> 0)
    """)

  /// The part of `closed` that is written to at the moment.
  static let era = PostgresStatement("SELECT value FROM meta WHERE key = 'era'")
}
