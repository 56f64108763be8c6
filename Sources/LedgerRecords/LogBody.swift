import Settlement
import Wire

/// What an entry of the log says (STO-12): that a batch was made durable, with the hash of its whole
/// record, or what one transaction moved.
public enum LogBody: Equatable, Sendable {
  case batch(BatchNumber, recordHash: Word32)
  /// Numbered by its place in the log.
  case transaction(Transaction)

  public init(_ body: [UInt8], index: UInt64) throws(RecordDamage) {
    var reader = RecordReader(body)
    switch try reader.byte() {
    case Self.batchTag:
      self = .batch(BatchNumber(try reader.name()), recordHash: try reader.word())
      guard reader.isAtEnd else { throw RecordDamage("the end of a batch's entry") }
    case Self.transactionTag:
      self = .transaction(try Transaction(record: [UInt8](body.dropFirst()), number: index))
    default: throw RecordDamage("an entry of a known kind")
    }
  }

  static let batchTag: UInt8 = 1
  static let transactionTag: UInt8 = 2
}

extension StoredBatch {
  /// The bodies of the entries that the batch makes: its own first, then its transactions'.
  /// - Parameter hash: SHA-256 of the record.
  public func logBodies(recordHash hash: Word32) throws(LedgerStoreError) -> [[UInt8]] {
    do throws(RecordDamage) {
      let (batch, records) = try BookChanges.transactions(inRecord: record)
      guard batch == number else { throw RecordDamage("its own number") }
      var own: [UInt8] = [LogBody.batchTag]
      own.put(name: number.value)
      own.put(hash)
      return [own] + records.map { [LogBody.transactionTag] + $0 }
    } catch {
      throw .damaged("batch \(number.value) lacks \(error.what)")
    }
  }
}
