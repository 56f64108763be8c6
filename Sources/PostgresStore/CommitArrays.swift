import LedgerRecords
import PostgresLink
import Settlement
import Wire

/// Purses as columns.
struct PurseArrays {
  private var serials: [Int64] = []
  private var versions: [Int64] = []
  private var accounts: [String] = []
  private var shadows: [Int64] = []
  private var advances: [Int64] = []
  private var unexplained: [Int64] = []
  private var since: [Int64] = []
  private var refuses: [Int64] = []
  private var records: [[UInt8]] = []

  var isEmpty: Bool { serials.isEmpty }

  mutating func append(
    _ serial: Serial, _ version: Int64, _ row: PurseRow, refuses: Bool, record: [UInt8]
  ) {
    serials.append(Column.integer(serial.value))
    versions.append(version)
    accounts.append(row.account)
    shadows.append(Column.integer(row.shadow))
    advances.append(Column.integer(row.advance))
    // What was advanced to a convicted purse is explained, as a loss.
    unexplained.append(row.isConvicted ? 0 : Column.integer(row.advance))
    since.append(row.advancedSince.map { Column.integer($0.seconds) } ?? 0)
    self.refuses.append(refuses ? 1 : 0)
    records.append(record)
  }

  func parameters(_ clock: Int64) -> PostgresParameters {
    var parameters = PostgresParameters()
    parameters.append(array: serials)
    parameters.append(array: versions)
    parameters.append(array: accounts)
    for numbers in [shadows, advances, unexplained, since, refuses] {
      parameters.append(array: numbers)
    }
    parameters.append(array: records)
    parameters.append(clock)
    return parameters
  }
}

/// Payments as columns.
struct PaymentArrays {
  private var payers: [Int64] = []
  private var sequences: [Int64] = []
  private var digests: [[UInt8]] = []
  private var versions: [Int64] = []
  private var rows: [(key: Digest, row: PaymentRow)] = []

  var isEmpty: Bool { rows.isEmpty }

  /// The order of the primary key.
  static func isBefore(
    _ a: (key: Digest, row: PaymentRow), _ b: (key: Digest, row: PaymentRow)
  ) -> Bool {
    let (x, y) = (a.row.payment, b.row.payment)
    if x.payer != y.payer { return Column.isBefore(x.payer, y.payer) }
    if x.sequence != y.sequence { return x.sequence < y.sequence }
    return a.key.word.array.lexicographicallyPrecedes(b.key.word.array)
  }

  mutating func append(_ digest: Digest, _ row: PaymentRow, _ version: Int64) {
    payers.append(Column.integer(row.payment.payer.value))
    sequences.append(Column.integer(row.payment.sequence.value))
    digests.append(Column.bytes(digest))
    versions.append(version)
    rows.append((digest, row))
  }

  /// For `insertPayments`.
  func inserted(_ clock: Int64) -> PostgresParameters {
    var parameters = places
    parameters.append(array: rows.map { Column.integer(ArchiveKey.of($0.key)) })
    parameters.append(
      array: rows.map { Column.integer($0.row.payment.request.map(ArchiveKey.of) ?? 0) })
    parameters.append(array: rows.map { $0.row.payment.request == nil ? 0 : 1 })
    addState(&parameters, clock)
    return parameters
  }

  /// For `updatePayments`.
  func updated(_ clock: Int64) -> PostgresParameters {
    var parameters = deleted
    addState(&parameters, clock)
    return parameters
  }

  /// For `deletePayments`.
  var deleted: PostgresParameters {
    var parameters = places
    parameters.append(array: versions)
    return parameters
  }

  private var places: PostgresParameters {
    var parameters = PostgresParameters()
    parameters.append(array: payers)
    parameters.append(array: sequences)
    parameters.append(array: digests)
    return parameters
  }

  private func addState(_ parameters: inout PostgresParameters, _ clock: Int64) {
    parameters.append(array: rows.map { $0.row.booking == .waiting ? 1 : 0 })
    parameters.append(array: rows.map(\.row.record))
    parameters.append(clock)
  }
}

extension Column {
  /// The order in which rows are written, which is that of their columns.
  static func isBefore(_ a: Serial, _ b: Serial) -> Bool { integer(a.value) < integer(b.value) }
}
