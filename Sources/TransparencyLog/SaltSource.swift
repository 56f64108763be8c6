import Crypto
import Foundation

/// Makes salts from one secret (LOG-2). Nothing random has to be kept beside an entry, and a batch
/// that is repeated after a crash writes what it wrote before.
///
/// HMAC is written out as its two hashes: the library's, made for messages of any length, takes
/// several times as long, and every settled thing needs one.
public struct SaltSource: Sendable {
  private let inner: SymmetricKey
  private let outer: SymmetricKey

  /// The secret is used for salts and for nothing else. `nil`, unless it has 32 bytes.
  public init?(secret: [UInt8]) {
    guard secret.count == Self.secretBytes else { return nil }
    inner = Self.pad(secret, with: 0x36)
    outer = Self.pad(secret, with: 0x5c)
  }

  /// The salt of this body as the entry with this index.
  public func salt(index: UInt64, body: [UInt8]) -> EntrySalt {
    let digest = SHA256.hash(data: body)
    let hash = withUnsafeBytes(of: index.bigEndian) { index in
      digest.withUnsafeBytes { Self.hash(inner, index, $0) }
    }
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    let code = hash.withUnsafeBytes { Self.hash(outer, $0, nothing) }
    return EntrySalt(unchecked: Array(code))
  }

  /// An entry with the salt that is due to it.
  public func entry(index: UInt64, body: [UInt8]) throws(LogError) -> LogEntry {
    try LogEntry(salt: salt(index: index, body: body), body: body)
  }

  /// One of HMAC's two hashes; the key leaves no copy behind.
  private static func hash(
    _ key: SymmetricKey, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
  ) -> SHA256.Digest {
    let count = blockBytes + first.count + second.count
    return withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { buffer in
      key.withUnsafeBytes { buffer.copyMemory(from: $0) }
      for (index, byte) in first.enumerated() { buffer[blockBytes + index] = byte }
      for (index, byte) in second.enumerated() { buffer[blockBytes + first.count + index] = byte }
      let digest = SHA256.hash(data: UnsafeRawBufferPointer(buffer))
      if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
      return digest
    }
  }

  private static func pad(_ secret: [UInt8], with byte: UInt8) -> SymmetricKey {
    let padding = [UInt8](repeating: byte, count: blockBytes - secretBytes)
    return SymmetricKey(data: secret.map { $0 ^ byte } + padding)
  }

  private static let secretBytes = 32
  /// SHA-256 takes in so many at once.
  private static let blockBytes = 64
}
