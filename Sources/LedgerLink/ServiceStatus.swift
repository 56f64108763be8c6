/// What a service tells of itself (SRV-7).
public struct ServiceStatus: Equatable, Sendable {
  /// It takes no more uploads.
  public var isEnding = false
  public var connections: UInt64 = 0
  /// Uploads since it began: taken, and of these granted, refused, and without an answer because the
  /// store could not be reached; and pushed back as busy.
  public var taken: UInt64 = 0
  public var granted: UInt64 = 0
  public var refused: UInt64 = 0
  public var busy: UInt64 = 0
  public var unavailable: UInt64 = 0
  /// What the ledger tells of itself besides: a JSON object, at most `ServiceLimits.figures` bytes.
  public var figures = ""

  public init() {}

  static let version: UInt64 = 1
}
