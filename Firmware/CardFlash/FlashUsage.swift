/// What was done to a flash since power came.
public struct FlashUsage: Equatable, Sendable {
  /// Words programmed and pages erased.
  public var operations: UInt32 = 0
  /// Operations that real flash forbids: a word programmed twice between erases, or before an earlier
  /// one of its bank (but for the first 16 bytes, which come last).
  public var violations: UInt32 = 0
  /// An order to lose power.
  public var cut: PowerCut?

  public init() {}
}
