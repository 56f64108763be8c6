import Crypto
import PurseCrypto
import Synchronization
import Wire

/// Keeps public keys parsed, up to a bound; past it the cache starts again.
final class KeyCache: Sendable {
  private static let limit = 65_536
  private let keys = Mutex<[Wire.PublicKey: P256.Signing.PublicKey]>([:])

  func parse(_ key: Wire.PublicKey) -> P256.Signing.PublicKey? {
    keys.withLock { keys in
      if let known = keys[key] { return known }
      guard let parsed = key.parsed else { return nil }
      if keys.count >= Self.limit { keys.removeAll(keepingCapacity: true) }
      keys[key] = parsed
      return parsed
    }
  }
}
