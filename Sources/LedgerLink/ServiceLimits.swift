import Wire

/// Every bound of the service, in one place (docs/spec/service.md). Their relations are asserted by
/// `ServiceLimitsTests`.
public struct ServiceLimits: Sendable {
  /// Longest body of a request, in bytes: a packet (SRV-1).
  public static let request = WireLimits.packet
  /// Longest body of an answer, in bytes: a grant with every notice fits.
  public static let answer = 65_536
  /// Longest code and longest sentence of a refusal, in bytes.
  public static let code = 64
  public static let sentence = 1_024
  /// Longest figures of a ledger, in bytes of JSON.
  public static let figures = 32_768
  /// Most notices beside a grant.
  public static let notices = 16
  /// Bytes read at once from one connection, so that the others have their turn.
  static let chunk = 65_536

  /// Connections open at a time (SRV-11).
  public var connections = 512
  /// Uploads of one connection that are not answered (SRV-9).
  public var unanswered = 1_024
  /// Bytes of the uploads of one connection that are held (SRV-9).
  public var connectionBytes = 33_554_432
  /// Bytes of the uploads that are held, of all connections (SRV-8).
  public var heldBytes = 268_435_456
  /// Bytes of answers that one connection has not taken (SRV-9).
  public var unreadBytes = 1_048_576
  /// How long a frame may take, and a client to take some of its answers (SRV-10).
  public var patienceMilliseconds = 60_000
  /// How long a closed connection is heard out, so that its last answer is not lost.
  public var lingerMilliseconds = 1_000

  public init() {}

  /// How often the clock is looked at.
  var tickMilliseconds: Int { max(1, min(1_000, patienceMilliseconds / 4, lingerMilliseconds / 4)) }
}
