import LedgerRecords
import PostgresLink
import Settlement
import Synchronization
import Wire

/// Finds the rows of one batch in the store, and remembers all that it told. What `prepare` has
/// brought needs no round trip.
final class PostgresSource: BookSource {
  let keepsBalancesInMemory = false
  let keepsOpenInMemory = false
  let archive: BatchArchive
  let known = Mutex(KnownRows())
  private let pool: PostgresPool
  /// Why something could not be looked up.
  private let failure = Mutex<(any Error)?>(nil)

  init(_ pool: PostgresPool, archive: BatchArchive) {
    self.pool = pool
    self.archive = archive
  }

  /// The reason once something could not be looked up: nothing applied since may be made durable.
  func check() throws { if let error = failure.withLock({ $0 }) { throw error } }

  func purse(_ serial: Serial) -> PurseRow? { knownPurse(serial)?.row }

  func account(_ name: String) -> Amount? {
    if let known = known.withLock({ $0.accounts[name] }) { return known?.balance }
    return attempt {
      try fetch(RowFetch(names: [name]))
      return known.withLock { $0.account(name)?.balance }
    }
  }

  func payment(_ digest: Digest) -> PaymentRow? {
    guard !isAbsent(digest) else { return nil }
    return attempt { try open(digest) ?? closed(digest) }
  }

  func isOpen(_ digest: Digest, at place: PaymentPlace) -> Bool {
    if digests(at: place).contains(digest) { return true }
    // Beyond what its payer's journal covers it cannot be closed either (STO-4).
    if let purse = knownPurse(place.payer), place.sequence <= purse.row.covered { return false }
    known.withLock { _ = $0.absent.insert(digest) }
    return false
  }

  func place(_ place: PaymentPlace) -> Digest? { digests(at: place).first }

  func payments(naming request: Digest) -> [Digest] {
    if let digests = known.withLock({ $0.naming[request] }) { return digests }
    return attempt {
      if known.withLock({ $0.openNaming[request] == nil }) {
        try fetch(RowFetch(requests: [request]))
      }
      let open = known.withLock { $0.openNaming[request] ?? [] }
      let closed = try archive.closedPayments(naming: request).filter { !open.contains($0) }
      known.withLock { $0.naming[request] = open + closed }
      return open + closed
    } ?? []
  }

  func openPayments(by payer: Serial) -> [Digest] {
    guard let purse = knownPurse(payer) else { return [] }
    if !purse.isComplete {
      all(RowQueries.paymentsByPayer, PostgresParameters(Column.integer(payer.value)))
    }
    return known.withLock { $0.open(by: payer) }
  }

  func waitingPayments() -> [Digest] {
    if let waiting = known.withLock({ $0.waiting }) { return waiting }
    let waiting = all(RowQueries.waiting, PostgresParameters())
    known.withLock { $0.waiting = waiting }
    return waiting
  }

  func refusal(_ key: RefusalKey) -> RefusalRow? {
    guard let purse = knownPurse(key.payee), purse.refuses else { return nil }
    if let known = known.withLock({ $0.refusals[key] }) { return known }
    return attempt {
      let row = try readRefusal(key)
      known.withLock { $0.refusals[key] = .some(row) }
      return row
    }
  }

  func upload(_ key: UploadKey) -> [UInt8]? { attempt { try archive.upload(key) } }
  func uploads(of serial: Serial) -> [UploadKey] {
    attempt { try archive.uploads(of: serial) } ?? []
  }

  func visitUploads(of serial: Serial, _ body: (UploadKey, [UInt8]) -> Bool) {
    attempt { try archive.visitUploads(of: serial, body) }
  }

  func acceptance(_ digest: Digest) -> [UInt8]? {
    // Documents are kept of known payments only.
    isAbsent(digest) ? nil : attempt { try archive.acceptance(digest) }
  }

  func evidence(_ digest: Digest) -> EvidenceRow? {
    isAbsent(digest) ? nil : attempt { try archive.evidence(digest) }
  }
}

extension PostgresSource {
  /// Reads rows and remembers them, and those that are not there.
  @discardableResult
  func fetch(_ fetch: RowFetch) throws(LedgerStoreError) -> RowFetch.Found {
    let found = try fetch.run(on: pool)
    known.withLock { known in
      for serial in fetch.serials { known.add(serial, found.purses[serial]) }
      for name in fetch.names { known.add(name, found.accounts[name]) }
      for (name, account) in found.accounts { known.add(name, account) }
      for payment in found.payments { known.add(payment) }
      known.digests.formUnion(fetch.digests)
      known.places.formUnion(fetch.places)
      for request in fetch.requests { known.openNaming[request] = found.naming[request] ?? [] }
    }
    return found
  }

  /// Puts what is known into the book, as far as a batch names it: purses, accounts, and payments that
  /// are open, those among them that wait for a purse that syncs.
  /// - Returns: payments of the last kind that were not read yet.
  func load(_ names: BatchNames, into book: inout Book) throws -> [Digest] {
    try known.withLock { known in
      var wanted = names.payments
      for serial in names.serials {
        guard let row = known.purse(serial)?.row else { continue }
        book.purses.load(serial, row)
        guard names.syncing.contains(serial) else { continue }
        wanted.formUnion(row.inbox)
        wanted.formUnion(row.reversalsDue)
        if let account = known.account(row.account) {
          book.accounts.load(row.account, account.balance)
        }
      }
      var missing = wanted.subtracting(names.payments)
      try known.forEachOpen { payment in
        guard wanted.contains(payment.digest) else { return }
        book.load(try payment.row(), payment.digest)
        missing.remove(payment.digest)
      }
      return Array(missing)
    }
  }

  private func knownPurse(_ serial: Serial) -> KnownPurse? {
    if let known = known.withLock({ $0.purses[serial] }) { return known }
    return attempt {
      try fetch(RowFetch(serials: [serial]))
      return known.withLock { $0.purse(serial) }
    }
  }

  /// Open payments at a place. A payer that is not known has made none.
  private func digests(at place: PaymentPlace) -> [Digest] {
    guard let purse = knownPurse(place.payer) else { return [] }
    if !purse.isComplete, !known.withLock({ $0.places.contains(place) }) {
      _ = attempt { try fetch(RowFetch(places: [place])) }
    }
    return known.withLock { $0.open(at: place) }
  }

  private func open(_ digest: Digest) throws -> PaymentRow? {
    if let row = try known.withLock({ try $0.row(digest) }) { return row }
    guard known.withLock({ !$0.digests.contains(digest) }) else { return nil }
    try fetch(RowFetch(digests: [digest]))
    return try known.withLock { try $0.row(digest) }
  }

  private func closed(_ digest: Digest) throws -> PaymentRow? {
    if let known = known.withLock({ $0.closed[digest] }) { return known }
    let row = try archive.closedPayment(digest)
    known.withLock { $0.closed[digest] = .some(row) }
    return row
  }

  private func isAbsent(_ digest: Digest) -> Bool { known.withLock { $0.absent.contains(digest) } }

  @discardableResult
  private func all(_ statement: PostgresStatement, _ parameters: PostgresParameters) -> [Digest] {
    attempt {
      let rows = try explaining { () throws(PostgresError) in
        try pool.reading { (connection) throws(PostgresError) in
          try connection.run(statement, parameters)
        }
      }
      let payments = try (0..<rows.count).map { try OpenPayment(rows, $0) }
      known.withLock { known in for payment in payments { known.add(payment) } }
      return payments.map(\.digest)
    } ?? []
  }

  private func readRefusal(_ key: RefusalKey) throws -> RefusalRow? {
    let (digest, byRequest) = key.subjectWord
    var parameters = PostgresParameters()
    parameters.append(Column.integer(key.payee.value))
    parameters.append(Column.bytes(digest))
    parameters.append(byRequest ? 1 : 0)
    let bytes = try explaining { () throws(PostgresError) in
      try pool.reading { (connection) throws(PostgresError) in
        let rows = try connection.run(RowQueries.refusal, parameters)
        return rows.count == 0 ? nil : try rows.bytes(0, 0)
      }
    }
    return try bytes.map {
      try Column.row("a refusal", $0) { (bytes) throws(RecordDamage) in
        try RefusalRow(record: bytes)
      }
    }
  }

  /// After the first failure nothing more is tried: the batch will not be made durable.
  private func attempt<Value>(_ body: () throws -> Value?) -> Value? {
    guard failure.withLock({ $0 == nil }) else { return nil }
    do {
      return try body()
    } catch {
      failure.withLock { $0 = $0 ?? error }
      return nil
    }
  }
}
