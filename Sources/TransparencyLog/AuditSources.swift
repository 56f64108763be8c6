/// What an auditor was given besides tiles. The public sees commitments, the central bank's auditor
/// entries too.
public struct AuditSources: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The bundles under `tile/entries`.
  public static let commitments = AuditSources(rawValue: 1)
  /// Salts and bodies, under `private/entries`.
  public static let entries = AuditSources(rawValue: 2)
  /// Everything that the ledger keeps.
  public static let all: AuditSources = [.commitments, .entries]
}
