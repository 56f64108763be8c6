import CardCrypto
import Purse
import World

/// Cryptography that a board can start again: what it keeps through a loss of power.
public protocol BoardCrypto: PurseCryptography, Sendable {
  func restarted() -> Self
}

extension BearSSLPurseCrypto: BoardCrypto {
  /// The seed has moved on with every draw; all else is drawn anew.
  public func restarted() -> Self { Self(entropy: entropy) }
}

/// The test world's, for sweeps of many states.
extension ModelPurseCrypto: BoardCrypto {
  public func restarted() -> Self { self }
}
