import Crypto
import LedgerRecords
import PostgresLink
import Settlement
import Wire

/// One batch as statements: what is written, and what must still be as it was read.
///
/// A purse's version stands for all that belongs to it: its row, that a payment by or to it is not
/// there, and that it has signed no refusal. So whoever adds a payment writes the rows of both its
/// purses, and whoever adds a refusal or proof that of the purse (STO-21). A payment that is there has a
/// version of its own.
struct CommitPlan {
  /// Where the batch is written to.
  struct Target {
    var process: Int64
    var era: Int64
  }

  private(set) var pipeline = PostgresPipeline()
  private let changes: BookChanges
  private let known: KnownRows
  private let target: Target
  private let clock: Int64

  init(_ changes: BookChanges, known: KnownRows, target: Target) {
    self.changes = changes
    self.known = known
    self.target = target
    clock = known.clock + 1
    let purses = touchedPurses()
    addPurses(purses)
    addAccounts()
    addChecks(besides: Set(purses.keys))
    addPayments()
    addRefusals()
    addProofs()
    addClosed()
    addBatch()
    addTotals()
  }

  private struct PurseWrite {
    var row: PurseRow
    /// Else only its version is.
    var isChanged: Bool
  }

  private func touchedPurses() -> [Serial: PurseWrite] {
    var writes: [Serial: PurseWrite] = [:]
    for (serial, row) in changes.purses { writes[serial] = PurseWrite(row: row, isChanged: true) }
    func touch(_ serial: Serial) {
      guard writes[serial] == nil, let purse = known.purses[serial] ?? nil else { return }
      writes[serial] = PurseWrite(row: purse.row, isChanged: false)
    }
    for (digest, row) in changes.payments where known.open[digest] == nil {
      touch(row.payment.payer)
      touch(row.payment.payee)
    }
    for (key, _) in changes.refusals { touch(key.payee) }
    for (_, row) in changes.proofs { touch(row.serial) }
    for digest in changes.acceptances.map(\.key) + changes.evidence.map(\.key) {
      if let payment = known.open[digest] { touch(payment.place.payer) }
    }
    return writes
  }

  private mutating func addPurses(_ writes: [Serial: PurseWrite]) {
    let refusing = Set(changes.refusals.map(\.key.payee))
    var (updates, inserts) = (PurseArrays(), PurseArrays())
    for (serial, write) in writes.sorted(by: { Column.isBefore($0.key, $1.key) }) {
      let purse = known.purses[serial] ?? nil
      let refuses = purse?.refuses == true || refusing.contains(serial)
      let bytes = write.isChanged ? write.row.record : []
      if let purse {
        updates.append(serial, purse.version, write.row, refuses: refuses, record: bytes)
      } else {
        inserts.append(serial, 0, write.row, refuses: refuses, record: bytes)
      }
    }
    if !updates.isEmpty { pipeline.add(CommitStatements.updatePurses, updates.parameters(clock)) }
    if !inserts.isEmpty { pipeline.add(CommitStatements.insertPurses, inserts.parameters(clock)) }
  }

  private mutating func addAccounts() {
    let sorted = changes.accounts.sorted { $0.key < $1.key }
    let updates = sorted.filter { (known.accounts[$0.key] ?? nil) != nil }
    let inserts = sorted.filter { (known.accounts[$0.key] ?? nil) == nil }
    for (rows, statement) in [
      (updates, CommitStatements.updateAccounts), (inserts, CommitStatements.insertAccounts),
    ] where !rows.isEmpty {
      var parameters = PostgresParameters()
      parameters.append(array: rows.map(\.key))
      parameters.append(array: rows.map { (known.accounts[$0.key] ?? nil)?.version ?? 0 })
      parameters.append(array: rows.map { Column.integer($0.row) })
      parameters.append(clock)
      pipeline.add(statement, parameters)
    }
  }

  /// After the rows that are written are locked: what was read besides them.
  private mutating func addChecks(besides written: Set<Serial>) {
    let purses = known.purses.compactMap { serial, purse in
      written.contains(serial) ? nil : purse.map { (Column.integer(serial.value), $0.version) }
    }
    if !purses.isEmpty {
      var parameters = PostgresParameters()
      parameters.append(array: purses.map(\.0))
      parameters.append(array: purses.map(\.1))
      pipeline.add(CommitStatements.checkPurses, parameters)
    }
    let changed = Set(changes.accounts.map(\.key))
    let accounts = known.accounts.compactMap { name, account in
      changed.contains(name) ? nil : account.map { (name, $0.version) }
    }
    if !accounts.isEmpty {
      var parameters = PostgresParameters()
      parameters.append(array: accounts.map(\.0))
      parameters.append(array: accounts.map(\.1))
      pipeline.add(CommitStatements.checkAccounts, parameters)
    }
  }

  private mutating func addPayments() {
    var (inserts, updates, deletes) = (PaymentArrays(), PaymentArrays(), PaymentArrays())
    for (digest, row) in changes.payments.sorted(by: PaymentArrays.isBefore) {
      let version = known.open[digest]?.version
      if row.isClosed {
        if let version { deletes.append(digest, row, version) }
      } else if let version {
        updates.append(digest, row, version)
      } else {
        inserts.append(digest, row, 0)
      }
    }
    if !inserts.isEmpty { pipeline.add(CommitStatements.insertPayments, inserts.inserted(clock)) }
    if !updates.isEmpty { pipeline.add(CommitStatements.updatePayments, updates.updated(clock)) }
    if !deletes.isEmpty { pipeline.add(CommitStatements.deletePayments, deletes.deleted) }
  }

  private mutating func addRefusals() {
    guard !changes.refusals.isEmpty else { return }
    var parameters = PostgresParameters()
    let rows = changes.refusals.map { (key: $0.key, subject: $0.key.subjectWord, row: $0.row) }
      .sorted { Column.isBefore($0.key.payee, $1.key.payee) }
    parameters.append(array: rows.map { Column.integer($0.key.payee.value) })
    parameters.append(array: rows.map { Column.bytes($0.subject.digest) })
    parameters.append(array: rows.map { $0.subject.byRequest ? 1 : 0 })
    parameters.append(array: rows.map(\.row.record))
    pipeline.add(CommitStatements.insertRefusals, parameters)
  }

  private mutating func addProofs() {
    guard !changes.proofs.isEmpty else { return }
    var parameters = PostgresParameters()
    parameters.append(array: changes.proofs.map { Column.integer($0.row.serial.value) })
    parameters.append(array: changes.proofs.map { Column.integer($0.key) })
    parameters.append(array: changes.proofs.map(\.row.record))
    parameters.append(Column.integer(changes.batch.value))
    pipeline.add(CommitStatements.insertProofs, parameters)
  }

  private mutating func addClosed() {
    let keys = changes.archiveKeys.map(Column.integer).sorted()
    guard !keys.isEmpty else { return }
    var parameters = PostgresParameters(target.era)
    parameters.append(array: keys)
    parameters.append(Column.integer(changes.batch.value))
    pipeline.add(CommitStatements.insertClosed, parameters)
  }

  private mutating func addBatch() {
    let record = changes.record
    var parameters = PostgresParameters(
      Column.integer(changes.batch.value), clock, Column.integer(changes.entryCount))
    parameters.append([UInt8](SHA256.hash(data: record)))
    parameters.append(record)
    pipeline.add(CommitStatements.insertBatch, parameters)
  }

  private mutating func addTotals() {
    pipeline.add(
      CommitStatements.addTotals, PostgresParameters(process: target.process, changes.totals))
  }
}

extension PostgresParameters {
  /// What is added to a process's totals.
  init(process: Int64, _ totals: Totals) {
    self.init(process, totals.issued, totals.pool, totals.held, totals.loss)
    for count in [totals.transactions, totals.proofs, totals.signatureChecks] {
      append(Column.integer(count))
    }
    for number in totals.known.numbers { append(number) }
  }
}
