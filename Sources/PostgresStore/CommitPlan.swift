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
  private(set) var pipeline = PostgresPipeline()
  /// The rows as they are once it is committed.
  private(set) var written = WrittenRows()
  private let changes: BookChanges
  private let known: KnownRows
  private let process: Int64
  private let clock: Int64
  /// Of each payment that is changed, the version that was read; nil for one that was not open.
  private let versions: [Int64?]

  init(_ changes: BookChanges, known: KnownRows, process: Int64) {
    self.changes = changes
    self.known = known
    self.process = process
    clock = known.clock + 1
    versions = changes.payments.map { digest, row in
      known.find(digest, of: row.payment.payer)?.version
    }
    let purses = touchedPurses()
    addPurses(purses)
    addAccounts()
    addChecks(besides: purses)
    addPayments()
    addRefusals()
    addProofs()
    addClosed()
    addBatch()
    addTotals()
  }

  /// Where a purse's new row is among the changes; nil when only its version is written.
  private func touchedPurses() -> [Serial: Int?] {
    var writes: [Serial: Int?] = [:]
    writes.reserveCapacity(changes.purses.count + changes.payments.count)
    for (index, entry) in changes.purses.enumerated() { writes[entry.key] = .some(index) }
    func touch(_ serial: Serial) {
      if writes[serial] == nil, known.purse(serial) != nil { writes[serial] = .some(nil) }
    }
    for (index, version) in versions.enumerated() where version == nil {
      touch(changes.payments[index].row.payment.payer)
      touch(changes.payments[index].row.payment.payee)
    }
    for (key, _) in changes.refusals { touch(key.payee) }
    for (_, row) in changes.proofs { touch(row.serial) }
    for digest in changes.acceptances.map(\.key) + changes.evidence.map(\.key) {
      if let payer = known.payer(of: digest) { touch(payer) }
    }
    return writes
  }

  private mutating func addPurses(_ writes: [Serial: Int?]) {
    let refusing = Set(changes.refusals.map(\.key.payee))
    var (updates, inserts) = (PurseArrays(), PurseArrays())
    for serial in writes.keys.sorted(by: Column.isBefore) {
      let purse = known.purse(serial)
      let change = (writes[serial] ?? nil).map { changes.purses[$0].row }
      guard let row = change ?? purse?.row else { continue }
      let refuses = purse?.refuses == true || refusing.contains(serial)
      if let purse {
        updates.append(serial, purse.version, row, refuses: refuses, isChanged: change != nil)
      } else {
        inserts.append(serial, 0, row, refuses: refuses, isChanged: true)
      }
      written.purses[serial] = KnownPurse(
        row: row, version: clock, refuses: refuses, isComplete: purse?.isComplete ?? true,
        payments: purse?.payments ?? [])
    }
    if !updates.isEmpty { pipeline.add(CommitStatements.updatePurses, updates.parameters(clock)) }
    if !inserts.isEmpty { pipeline.add(CommitStatements.insertPurses, inserts.parameters(clock)) }
  }

  private mutating func addAccounts() {
    let sorted = changes.accounts.sorted { $0.key < $1.key }
    let updates = sorted.filter { known.account($0.key) != nil }
    let inserts = sorted.filter { known.account($0.key) == nil }
    for (rows, statement) in [
      (updates, CommitStatements.updateAccounts), (inserts, CommitStatements.insertAccounts),
    ] where !rows.isEmpty {
      var parameters = PostgresParameters()
      parameters.append(array: rows.map(\.key))
      parameters.append(array: rows.map { known.account($0.key)?.version ?? 0 })
      parameters.append(array: rows.map { Column.integer($0.row) })
      parameters.append(clock)
      pipeline.add(statement, parameters)
    }
    for (name, balance) in sorted {
      written.accounts[name] = KnownAccount(balance: balance, version: clock)
    }
  }

  /// After the rows that are written are locked: what was read besides them.
  private mutating func addChecks(besides writes: [Serial: Int?]) {
    let purses = known.purses.compactMap { serial, purse in
      writes[serial] != nil ? nil : purse.map { (Column.integer(serial.value), $0.version) }
    }
    if !purses.isEmpty {
      var parameters = PostgresParameters()
      parameters.append(array: purses.map(\.0))
      parameters.append(array: purses.map(\.1))
      pipeline.add(CommitStatements.checkPurses, parameters)
    }
    let accounts = known.accounts.compactMap { name, account in
      written.accounts[name] != nil ? nil : account.map { (name, $0.version) }
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
    for index in PaymentOrder.sorted(changes.payments) {
      let (digest, row) = changes.payments[index]
      let version = versions[index]
      switch (version, row.isClosed) {
      case (let version?, true): deletes.append(digest, row, version, isWritten: false)
      case (let version?, false): updates.append(digest, row, version, isWritten: true)
      case (nil, false): inserts.append(digest, row, 0, isWritten: true)
      case (nil, true): break
      }
      written.add(digest, row, version: clock)
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
    var parameters = PostgresParameters()
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
      CommitStatements.addTotals, PostgresParameters(process: process, changes.totals))
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
    append(totals.transit)
  }
}
