import Settlement
import Wire

/// Verifies signatures many at a time. Which ones hold is the same whichever is used (LED-82): the
/// choice is one of speed.
public protocol SignatureBatchVerifier: Sendable {
  /// What it is called before people: "swift-crypto".
  var name: String { get }
  /// Whether each signature holds, in the places of the checks. Uses all cores.
  func verify(_ checks: [SignatureCheck]) -> [Bool]
}

/// The ledger's own verification, one signature after the other on each core.
public struct OrdinaryVerifier<Crypto: SignatureVerifier & Sendable>: SignatureBatchVerifier {
  public let name: String
  private let crypto: Crypto

  public init(_ crypto: Crypto, name: String = "ordinary") {
    self.crypto = crypto
    self.name = name
  }

  public func verify(_ checks: [SignatureCheck]) -> [Bool] {
    onAllCores(checks) { crypto.verify($0) }
  }
}
