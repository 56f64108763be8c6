import LedgerRecords
import PostgresLink
import Settlement
import Wire

/// How the ledger's types lie in columns. 64-bit names keep their bits in signed integers.
enum Column {
  static func integer(_ value: UInt64) -> Int64 { Int64(bitPattern: value) }
  static func number(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) }
  static func serial(_ value: Int64) -> Serial { Serial(number(value)) }
  static func integer(_ amount: Amount) -> Int64 { Int64(amount.minorUnits) }

  /// What was advanced to a convicted or closed purse is explained.
  static func unexplained(_ row: PurseRow) -> Int64 {
    row.isExplained ? 0 : integer(row.advance)
  }

  /// 0 for never.
  static func since(_ row: PurseRow) -> Int64 {
    row.advancedSince.map { integer($0.seconds) } ?? 0
  }

  static func request(_ row: PaymentRow) -> Int64? {
    row.payment.request.map { integer(ArchiveKey.of($0)) }
  }

  static func isWaiting(_ row: PaymentRow) -> Bool { row.booking == .waiting }

  static func bytes(_ digest: Digest) -> [UInt8] { digest.word.array }

  static func digest(_ bytes: [UInt8]) throws(LedgerStoreError) -> Digest {
    guard bytes.count == 32 else { throw .damaged("a digest of the wrong length") }
    return Digest(Word32(bytes.span.bytes))
  }

  static func amount(_ value: Int64) throws(LedgerStoreError) -> Amount {
    guard value >= 0, let amount = Amount(minorUnits: UInt64(value)) else {
      throw .damaged("an amount out of range")
    }
    return amount
  }

  /// Reads a row's bytes; what does not parse is damage, named.
  static func row<Value>(
    _ what: String, _ bytes: [UInt8], _ read: ([UInt8]) throws(RecordDamage) -> Value
  ) throws(LedgerStoreError) -> Value {
    do throws(RecordDamage) {
      return try read(bytes)
    } catch {
      throw .damaged("\(what) lacks \(error.what)")
    }
  }
}

extension PostgresParameters {
  init(_ integers: Int64...) {
    self.init()
    for integer in integers { append(integer) }
  }
}

extension OpenPayment {
  func row() throws(LedgerStoreError) -> PaymentRow {
    switch content {
    case .row(let row): return row
    case .record(let record):
      let row = try Column.row("a payment", record) { (bytes) throws(RecordDamage) in
        try PaymentRow(record: bytes)
      }
      guard row.payment.payer == place.payer, row.payment.sequence == place.sequence else {
        throw .damaged("a payment lies at another's place")
      }
      return row
    }
  }
}
