import Settlement
import Wire

/// What a batch of uploads names, so that a store can fetch it at once.
public struct BatchNames: Sendable {
  /// Purses that sync, and those that they have paid or been paid by.
  public var serials: Set<Serial> = []
  /// Those that sync.
  public var syncing: Set<Serial> = []
  public var payments: Set<Digest> = []
  /// Those of `payments` of which only the digest is known: no message stands beside it.
  public var loose: Set<Digest> = []
  /// Requests that are refused.
  public var requests: Set<Digest> = []
  public init() {}

  public mutating func form(union other: BatchNames) {
    serials.formUnion(other.serials)
    syncing.formUnion(other.syncing)
    payments.formUnion(other.payments)
    loose.formUnion(other.loose)
    requests.formUnion(other.requests)
  }
}
