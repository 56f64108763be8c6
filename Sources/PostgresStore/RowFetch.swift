import LedgerRecords
import PostgresLink
import Settlement
import Wire

/// Rows to be read in one round trip.
///
/// A purse is read before its payments: what is then absent was absent when the purse had the version
/// that was read, and whoever adds a payment to a purse writes the purse's row.
struct RowFetch {
  /// Purses, with the open payments that each has made.
  var serials: [Serial] = []
  /// Accounts of these purses.
  var accountsOf: [Serial] = []
  /// Accounts by name.
  var names: [String] = []
  /// Open payments of which only the digest is known.
  var digests: [Digest] = []
  /// Open payments that name these requests.
  var requests: [Digest] = []
  /// Open payments at these places.
  var places: [PaymentPlace] = []

  /// What was found.
  struct Found {
    var purses: [Serial: KnownPurse] = [:]
    var accounts: [String: KnownAccount] = [:]
    /// Open payments that were asked for by themselves.
    var payments: [OpenPayment] = []
    /// Open payments by the request they name, as far as requests were asked for.
    var naming: [Digest: [Digest]] = [:]
    var era: Int64 = 0
  }

  func run(on pool: PostgresPool) throws(LedgerStoreError) -> Found {
    var pipeline = PostgresPipeline()
    let era = pipeline.add(RowQueries.era)
    let purses = add(RowQueries.purses, serials.map(\.value), &pipeline)
    let own = add(RowQueries.ownPayments, serials.map(\.value), &pipeline)
    let kept = add(RowQueries.accountsOfPurses, accountsOf.map(\.value), &pipeline)
    let named = addNames(&pipeline)
    let byKey = add(RowQueries.paymentsByKey, digests.map(ArchiveKey.of), &pipeline)
    let byRequest = add(RowQueries.paymentsByRequest, requests.map(ArchiveKey.of), &pipeline)
    let atPlaces = addPlaces(&pipeline)
    guard pipeline.count > 1 else { return Found() }
    let rows = try explaining { () throws(PostgresError) in
      try pool.reading { (connection) throws(PostgresError) in try connection.run(pipeline) }
    }
    var found = Found()
    found.era = try explaining { () throws(PostgresError) in try rows[era].integer(0, 0) }
    if let purses, let own {
      try readPurses(rows[purses], payments: try payments(rows[own]), &found)
    }
    for index in [kept, named].compactMap({ $0 }) { try readAccounts(rows[index], &found) }
    if let byKey {
      let wanted = Set(digests)
      found.payments += try payments(rows[byKey]).filter { wanted.contains($0.digest) }
    }
    if let byRequest { try readNaming(rows[byRequest], &found) }
    if let atPlaces { found.payments += try payments(rows[atPlaces]) }
    return found
  }

  private func add(
    _ statement: PostgresStatement, _ numbers: [UInt64], _ pipeline: inout PostgresPipeline
  ) -> Int? {
    guard !numbers.isEmpty else { return nil }
    var parameters = PostgresParameters()
    parameters.append(array: numbers.map(Column.integer))
    return pipeline.add(statement, parameters)
  }

  private func addNames(_ pipeline: inout PostgresPipeline) -> Int? {
    guard !names.isEmpty else { return nil }
    var parameters = PostgresParameters()
    parameters.append(array: names)
    return pipeline.add(RowQueries.accounts, parameters)
  }

  private func addPlaces(_ pipeline: inout PostgresPipeline) -> Int? {
    guard !places.isEmpty else { return nil }
    var parameters = PostgresParameters()
    parameters.append(array: places.map { Column.integer($0.payer.value) })
    parameters.append(array: places.map { Column.integer($0.sequence.value) })
    return pipeline.add(RowQueries.paymentsAtPlaces, parameters)
  }

  /// - Parameter payments: of each purse one more than it may have to be complete, or all.
  private func readPurses(
    _ rows: PostgresRows, payments: [OpenPayment], _ found: inout Found
  ) throws(LedgerStoreError) {
    let payments = Dictionary(grouping: payments, by: \.place.payer)
    for index in 0..<rows.count {
      let (number, version, refuses, bytes) = try explaining { () throws(PostgresError) in
        (
          try rows.integer(index, 0), try rows.integer(index, 1), try rows.integer(index, 2),
          try rows.bytes(index, 3)
        )
      }
      let serial = Column.serial(number)
      let row = try Column.row("a purse", bytes) { (bytes) throws(RecordDamage) in
        try PurseRow(record: bytes)
      }
      guard row.certificate.serial == serial else { throw .damaged("a serial") }
      let own = payments[serial] ?? []
      found.purses[serial] = KnownPurse(
        row: row, version: version, refuses: refuses != 0,
        isComplete: own.count <= RowQueries.largestOwn, payments: own)
    }
  }

  private func readAccounts(_ rows: PostgresRows, _ found: inout Found) throws(LedgerStoreError) {
    for index in 0..<rows.count {
      let (name, version, balance) = try explaining { () throws(PostgresError) in
        (try rows.text(index, 0), try rows.integer(index, 1), try rows.integer(index, 2))
      }
      found.accounts[name] = KnownAccount(
        balance: try Column.amount(balance), version: version)
    }
  }

  private func readNaming(_ rows: PostgresRows, _ found: inout Found) throws(LedgerStoreError) {
    let wanted = Set(requests)
    for payment in try payments(rows) {
      // Another request may begin with the same eight bytes.
      guard let request = try payment.row().payment.request, wanted.contains(request) else {
        continue
      }
      found.payments.append(payment)
      found.naming[request, default: []].append(payment.digest)
    }
  }

  private func payments(_ rows: PostgresRows) throws(LedgerStoreError) -> [OpenPayment] {
    var payments: [OpenPayment] = []
    payments.reserveCapacity(rows.count)
    for index in 0..<rows.count { payments.append(try OpenPayment(rows, index)) }
    return payments
  }
}

extension OpenPayment {
  /// Columns in the order of `RowQueries`.
  init(_ rows: PostgresRows, _ index: Int) throws(LedgerStoreError) {
    let (payer, sequence, digest) = try explaining { () throws(PostgresError) in
      (try rows.integer(index, 0), try rows.integer(index, 1), try rows.bytes(index, 2))
    }
    self.digest = try Column.digest(digest)
    place = PaymentPlace(
      payer: Column.serial(payer), sequence: SequenceNumber(Column.number(sequence)))
    let (version, record) = try explaining { () throws(PostgresError) in
      (try rows.integer(index, 3), try rows.bytes(index, 4))
    }
    self.version = version
    content = .record(record)
  }
}
