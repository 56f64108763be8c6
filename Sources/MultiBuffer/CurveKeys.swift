import PurseCrypto
import Synchronization
import Wire

/// Which public keys are points of the curve. A key is parsed once; past the bound it starts again.
final class CurveKeys: Sendable {
  static let limit = 65_536
  private let known = Mutex<[PublicKey: Bool]>([:])

  func isOnCurve(_ key: PublicKey) -> Bool {
    if let isOnCurve = known.withLock({ $0[key] }) { return isOnCurve }
    // Outside the lock: the other cores go on.
    let isOnCurve = key.parsed != nil
    known.withLock { known in
      if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
      known[key] = isOnCurve
    }
    return isOnCurve
  }
}
