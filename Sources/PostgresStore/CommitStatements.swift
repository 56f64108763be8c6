import PostgresLink

/// What writes a batch. Each statement that writes over rows counts those that are as they were read,
/// and divides by zero when one is not: the pipeline, which is one transaction, is then undone.
///
/// Purses come first and in the order of their serials, accounts after them in the order of their
/// names, payments last: two batches never wait for each other in a ring.
enum CommitStatements {
  /// serials, versions, accounts, shadows, advances, unexplained, since, refuses, records (empty: as
  /// it is), clock.
  static let updatePurses = PostgresStatement(
    """
    WITH done AS (
      UPDATE purses p SET version = $10::int8, account = u.account, shadow = u.shadow,
        advance = u.advance, unexplained = u.unexplained, since = u.since,
        refuses = u.refuses <> 0,
        record = CASE WHEN length(u.record) = 0 THEN p.record ELSE u.record END
      FROM unnest($1::int8[], $2::int8[], $3::text[], $4::int8[], $5::int8[], $6::int8[],
        $7::int8[], $8::int8[], $9::bytea[])
        AS u(serial, version, account, shadow, advance, unexplained, since, refuses, record)
      WHERE p.serial = u.serial AND p.version = u.version
      RETURNING 1)
    SELECT 1 / (count(*) = cardinality($1::int8[]))::int4 FROM done
    """)

  /// The same columns; the versions are of no use here.
  static let insertPurses = PostgresStatement(
    """
    INSERT INTO purses
    SELECT u.serial, $10::int8, u.account, u.shadow, u.advance, u.unexplained, u.since,
      u.refuses <> 0, u.record
    FROM unnest($1::int8[], $2::int8[], $3::text[], $4::int8[], $5::int8[], $6::int8[],
      $7::int8[], $8::int8[], $9::bytea[])
      AS u(serial, version, account, shadow, advance, unexplained, since, refuses, record)
    """)

  /// names, versions, balances, clock.
  static let updateAccounts = PostgresStatement(
    """
    WITH done AS (
      UPDATE accounts a SET version = $4::int8, balance = u.balance
      FROM unnest($1::text[], $2::int8[], $3::int8[]) AS u(name, version, balance)
      WHERE a.name = u.name AND a.version = u.version
      RETURNING 1)
    SELECT 1 / (count(*) = cardinality($1::text[]))::int4 FROM done
    """)

  static let insertAccounts = PostgresStatement(
    """
    INSERT INTO accounts SELECT u.name, $4::int8, u.balance
    FROM unnest($1::text[], $2::int8[], $3::int8[]) AS u(name, version, balance)
    """)

  /// serials and versions of purses that were read and are not written.
  static let checkPurses = PostgresStatement(
    """
    SELECT 1 / (count(*) = cardinality($1::int8[]))::int4
    FROM unnest($1::int8[], $2::int8[]) AS u(serial, version)
    JOIN purses p ON p.serial = u.serial AND p.version = u.version
    """)

  /// names and versions of accounts that were read and are not written.
  static let checkAccounts = PostgresStatement(
    """
    SELECT 1 / (count(*) = cardinality($1::text[]))::int4
    FROM unnest($1::text[], $2::int8[]) AS u(name, version)
    JOIN accounts a ON a.name = u.name AND a.version = u.version
    """)

  /// payers, sequences, digests, keys, requests, whether one is named, waiting, records, clock.
  static let insertPayments = PostgresStatement(
    """
    INSERT INTO payments
    SELECT u.payer, u.sequence, u.digest, $9::int8, u.key,
      CASE WHEN u.names <> 0 THEN u.request END, u.waiting <> 0, u.record
    FROM unnest($1::int8[], $2::int8[], $3::bytea[], $4::int8[], $5::int8[], $6::int8[],
      $7::int8[], $8::bytea[])
      AS u(payer, sequence, digest, key, request, names, waiting, record)
    """)

  /// payers, sequences, digests, versions, waiting, records, clock.
  static let updatePayments = PostgresStatement(
    """
    WITH done AS (
      UPDATE payments p SET version = $7::int8, waiting = u.waiting <> 0, record = u.record
      FROM unnest($1::int8[], $2::int8[], $3::bytea[], $4::int8[], $5::int8[], $6::bytea[])
        AS u(payer, sequence, digest, version, waiting, record)
      WHERE p.payer = u.payer AND p.sequence = u.sequence AND p.digest = u.digest
        AND p.version = u.version
      RETURNING 1)
    SELECT 1 / (count(*) = cardinality($1::int8[]))::int4 FROM done
    """)

  /// payers, sequences, digests, versions of payments that are closed.
  static let deletePayments = PostgresStatement(
    """
    WITH done AS (
      DELETE FROM payments p
      USING unnest($1::int8[], $2::int8[], $3::bytea[], $4::int8[])
        AS u(payer, sequence, digest, version)
      WHERE p.payer = u.payer AND p.sequence = u.sequence AND p.digest = u.digest
        AND p.version = u.version
      RETURNING 1)
    SELECT 1 / (count(*) = cardinality($1::int8[]))::int4 FROM done
    """)

  /// payees, subjects, whether it is a request, records.
  static let insertRefusals = PostgresStatement(
    """
    INSERT INTO refusals SELECT u.payee, u.subject, u.by_request <> 0, u.record
    FROM unnest($1::int8[], $2::bytea[], $3::int8[], $4::bytea[])
      AS u(payee, subject, by_request, record)
    """)

  /// serials, numbers, records, batch.
  static let insertProofs = PostgresStatement(
    """
    INSERT INTO proofs SELECT u.serial, $4::int8, u.number, u.record
    FROM unnest($1::int8[], $2::int8[], $3::bytea[]) AS u(serial, number, record)
    """)

  /// keys, batch. The era is held until the batch is written, so that none is merged away meanwhile;
  /// where it was, the batch is undone as when a row has changed.
  static let insertClosed = PostgresStatement(
    """
    WITH now AS (
      SELECT e.era FROM eras e JOIN meta m ON m.key = 'era' AND m.value = e.era
      FOR KEY SHARE OF e),
    done AS (
      INSERT INTO closed_keys SELECT now.era, u.key, $2::int8 FROM now, unnest($1::int8[]) AS u(key)
      RETURNING 1)
    SELECT 1 / (count(*) = cardinality($1::int8[]))::int4 FROM done
    """)

  /// id, clock, entries, digest, record.
  static let insertBatch = PostgresStatement(
    """
    INSERT INTO batches (id, clock, entries, entry, digest, record)
    VALUES ($1::int8, $2::int8, $3::int8, NULL, $4::bytea, $5::bytea)
    """)

  /// process, then what is added to its totals.
  static let addTotals = PostgresStatement(
    """
    INSERT INTO totals AS t
    VALUES ($1::int8, $2::int8, $3::int8, $4::int8, $5::int8, $6::int8, $7::int8, $8::int8,
      $9::int8, $10::int8, $11::int8, $12::int8, $13::int8, $14::int8)
    ON CONFLICT (process) DO UPDATE SET
      issued = t.issued + excluded.issued, pool = t.pool + excluded.pool,
      held = t.held + excluded.held, loss = t.loss + excluded.loss,
      transactions = t.transactions + excluded.transactions,
      proofs = t.proofs + excluded.proofs, checks = t.checks + excluded.checks,
      payments = t.payments + excluded.payments, settled = t.settled + excluded.settled,
      settled_value = t.settled_value + excluded.settled_value,
      confirmed = t.confirmed + excluded.confirmed,
      confirmed_value = t.confirmed_value + excluded.confirmed_value,
      transit = t.transit + excluded.transit
    """)
}
