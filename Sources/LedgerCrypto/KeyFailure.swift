import PKCS11
import Synchronization

/// Remembers that a token did not answer. The state machine goes on with a signature that holds nowhere; whoever makes
/// its changes durable asks here first, so that nothing comes of it (KEY-5).
public final class KeyFailure: Sendable {
  private let first = Mutex<TokenError?>(nil)

  public init() {}

  package func note(_ error: TokenError) {
    first.withLock { known in if known == nil { known = error } }
  }

  /// - Throws: the first failure since this was asked last, if there was one.
  public func check() throws(TokenError) {
    let error = first.withLock { known in
      defer { known = nil }
      return known
    }
    if let error { throw error }
  }
}
