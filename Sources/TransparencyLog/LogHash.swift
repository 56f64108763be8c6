import Crypto

/// A hash of the tree: of a leaf, of a node, or the root (LOG-3). The bytes lie in memory as they
/// are written, so that a tile is an array of hashes and nothing is converted.
public struct LogHash: Hashable, Sendable {
  private var first: UInt64 = 0
  private var second: UInt64 = 0
  private var third: UInt64 = 0
  private var fourth: UInt64 = 0

  /// The root of no leaves: SHA-256 of nothing.
  public static let empty = LogHash(SHA256.hash(data: [UInt8]()))

  /// `nil`, unless the bytes are thirty-two.
  public init?<Bytes: Collection<UInt8>>(_ bytes: Bytes) {
    guard bytes.count == Self.byteCount else { return nil }
    self.init()
    withUnsafeMutableBytes(of: &self) { $0.copyBytes(from: bytes) }
  }

  init(_ digest: SHA256.Digest) {
    digest.withUnsafeBytes { bytes in
      withUnsafeMutableBytes(of: &self) { $0.copyMemory(from: bytes) }
    }
  }

  private init() {}

  /// The hash of a leaf: SHA-256(0x00 || record). In a log of ours the record is a commitment.
  public static func leaf<Record: Collection<UInt8>>(_ record: Record) -> LogHash {
    withUnsafeTemporaryAllocation(byteCount: record.count + 1, alignment: 1) { buffer in
      buffer[0] = leafPrefix
      UnsafeMutableRawBufferPointer(rebasing: buffer[1...]).copyBytes(from: record)
      return LogHash(SHA256.hash(data: UnsafeRawBufferPointer(buffer)))
    }
  }

  /// The hash of a node: SHA-256(0x01 || left || right).
  public static func node(_ left: LogHash, _ right: LogHash) -> LogHash {
    withUnsafeTemporaryAllocation(byteCount: 2 * byteCount + 1, alignment: 1) { buffer in
      buffer[0] = nodePrefix
      buffer.storeBytes(of: left, toByteOffset: 1, as: LogHash.self)
      buffer.storeBytes(of: right, toByteOffset: 1 + byteCount, as: LogHash.self)
      return LogHash(SHA256.hash(data: UnsafeRawBufferPointer(buffer)))
    }
  }

  /// The hash of the complete subtree over the hashes, whose number is a power of two.
  static func subtree(_ hashes: some RandomAccessCollection<LogHash>) -> LogHash {
    var row = Array(hashes)
    while row.count > 1 {
      for index in 0..<row.count / 2 {
        row[index] = node(row[2 * index], row[2 * index + 1])
      }
      row.removeLast(row.count / 2)
    }
    return row.first ?? .empty
  }

  /// Its thirty-two bytes.
  public var bytes: [UInt8] { withUnsafeBytes(of: self) { Array($0) } }

  /// The hashes one behind the other, as a tile holds them (LOG-4).
  static func bytes(of hashes: [LogHash]) -> [UInt8] { hashes.withUnsafeBytes { Array($0) } }

  /// The hashes that a tile's bytes hold; `nil`, unless the bytes are a number of whole hashes.
  static func hashes(in bytes: [UInt8]) -> [LogHash]? {
    guard bytes.count % byteCount == 0 else { return nil }
    return bytes.withUnsafeBytes { buffer in
      stride(from: 0, to: buffer.count, by: byteCount).map {
        buffer.loadUnaligned(fromByteOffset: $0, as: LogHash.self)
      }
    }
  }

  /// Bytes in a hash.
  public static let byteCount = 32

  private static let leafPrefix: UInt8 = 0
  private static let nodePrefix: UInt8 = 1
}
