/// The invariants, I1 to I8; and I9, that rules and block lists only go forward and bind (field.md).
public enum Invariant: Int, Sendable, Equatable, CustomStringConvertible {
  case noCreation = 1
  case allAccounted, oneDecision, atomic, zeroSum, confluence, blame, noRefusal, news

  public var description: String { "I\(rawValue)" }
}

/// Something happened that must never happen.
public struct Violation: Error, Equatable, Sendable, CustomStringConvertible {
  public var invariant: Invariant
  public var what: String

  public init(_ invariant: Invariant, _ what: String) {
    self.invariant = invariant
    self.what = what
  }

  public var description: String { "\(invariant): \(what)" }
}
