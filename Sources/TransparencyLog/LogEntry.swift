import Crypto

/// One settled thing as the log knows it: a body that stays private, and a salt that keeps the
/// commitment to it from being guessed (LOG-1).
public struct LogEntry: Hashable, Sendable {
  public let salt: EntrySalt
  public let body: [UInt8]

  /// Throws `entryTooLarge` if the body does not fit a bundle (LOG-6).
  public init(salt: EntrySalt, body: [UInt8]) throws(LogError) {
    guard body.count <= Self.maximumBodyBytes else { throw .entryTooLarge(byteCount: body.count) }
    self.salt = salt
    self.body = body
  }

  /// The entry in a record of a private bundle, or of a proof; `nil` if it is no record.
  public init?(record: some Collection<UInt8>) {
    guard let salt = EntrySalt(record.prefix(EntrySalt.byteCount)) else { return nil }
    let body = Array(record.dropFirst(EntrySalt.byteCount))
    guard body.count <= Self.maximumBodyBytes else { return nil }
    self.salt = salt
    self.body = body
  }

  /// salt || body, as it is hashed and kept.
  public var record: [UInt8] { salt.bytes + body }

  /// SHA-256(salt || body): what the log holds of the entry.
  public var commitment: [UInt8] { Self.commitment(toRecord: record) }

  /// The hash of the entry's leaf.
  public var leafHash: LogHash { LogHash.leaf(commitment) }

  static func commitment(toRecord record: some Collection<UInt8>) -> [UInt8] {
    // Where the record lies in one piece, as it nearly always does, it is hashed where it lies.
    let digest = record.withContiguousStorageIfAvailable { bytes in
      SHA256.hash(data: UnsafeRawBufferPointer(bytes))
    }
    return (digest ?? SHA256.hash(data: Array(record))).withUnsafeBytes { Array($0) }
  }

  /// The most bytes of a body: a record with its salt has a length of two bytes.
  public static let maximumBodyBytes = EntryBundle.maximumRecordBytes - EntrySalt.byteCount
}
