import Crypto
import Foundation

/// Makes salts from one secret (LOG-2). Nothing random has to be kept beside an entry, and a batch
/// that is repeated after a crash writes what it wrote before.
public struct SaltSource: Sendable {
  private let key: SymmetricKey

  /// The secret is used for salts and for nothing else. `nil` if it has fewer than 32 bytes.
  public init?(secret: [UInt8]) {
    guard secret.count >= Self.minimumSecretBytes else { return nil }
    key = SymmetricKey(data: secret)
  }

  /// The salt of this body as the entry with this index.
  public func salt(index: UInt64, body: [UInt8]) -> EntrySalt {
    var message = withUnsafeBytes(of: index.bigEndian) { Array($0) }
    message += SHA256.hash(data: body)
    return EntrySalt(unchecked: Array(HMAC<SHA256>.authenticationCode(for: message, using: key)))
  }

  /// An entry with the salt that is due to it.
  public func entry(index: UInt64, body: [UInt8]) throws(LogError) -> LogEntry {
    try LogEntry(salt: salt(index: index, body: body), body: body)
  }

  private static let minimumSecretBytes = 32
}
