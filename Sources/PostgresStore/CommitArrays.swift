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

  /// - Parameter isChanged: else the record stays as it is.
  mutating func append(
    _ serial: Serial, _ version: Int64, _ row: PurseRow, refuses: Bool, isChanged: Bool
  ) {
    serials.append(Column.integer(serial.value))
    versions.append(version)
    accounts.append(row.account)
    shadows.append(Column.integer(row.shadow))
    advances.append(Column.integer(row.advance))
    unexplained.append(Column.unexplained(row))
    since.append(Column.since(row))
    self.refuses.append(refuses ? 1 : 0)
    records.append(isChanged ? row.record : [])
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
  private var digests: [Digest] = []
  private var versions: [Int64] = []
  private var requests: [Int64?] = []
  private var waiting: [Int64] = []
  private var records: [[UInt8]] = []

  var isEmpty: Bool { payers.isEmpty }

  mutating func append(_ digest: Digest, _ row: PaymentRow, _ version: Int64, isWritten: Bool) {
    payers.append(Column.integer(row.payment.payer.value))
    sequences.append(Column.integer(row.payment.sequence.value))
    digests.append(digest)
    versions.append(version)
    guard isWritten else { return }
    requests.append(Column.request(row))
    waiting.append(Column.isWaiting(row) ? 1 : 0)
    records.append(row.record)
  }

  /// For `insertPayments`.
  func inserted(_ clock: Int64) -> PostgresParameters {
    var parameters = places
    parameters.append(array: digests.map { Column.integer(ArchiveKey.of($0)) })
    parameters.append(array: requests.map { $0 ?? 0 })
    parameters.append(array: requests.map { $0 == nil ? 0 : 1 })
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
    parameters.append(array: digests) { bytes, digest in
      digest.word.bytes.span.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    return parameters
  }

  private func addState(_ parameters: inout PostgresParameters, _ clock: Int64) {
    parameters.append(array: waiting)
    parameters.append(array: records)
    parameters.append(clock)
  }
}

/// The order of the payments' primary key.
enum PaymentOrder {
  private struct Key: Comparable {
    var payer: Int64
    var sequence: UInt64
    var digest: Word32
    var index: Int

    static func < (a: Key, b: Key) -> Bool {
      if a.payer != b.payer { return a.payer < b.payer }
      if a.sequence != b.sequence { return a.sequence < b.sequence }
      return a.digest.array.lexicographicallyPrecedes(b.digest.array)
    }
  }

  /// Indices in that order.
  static func sorted(_ payments: [(key: Digest, row: PaymentRow)]) -> [Int] {
    payments.indices.map { index in
      let payment = payments[index].row.payment
      return Key(
        payer: Column.integer(payment.payer.value), sequence: payment.sequence.value,
        digest: payments[index].key.word, index: index)
    }.sorted().map(\.index)
  }
}

extension Column {
  /// The order in which rows are written, which is that of their columns.
  static func isBefore(_ a: Serial, _ b: Serial) -> Bool { integer(a.value) < integer(b.value) }
}
