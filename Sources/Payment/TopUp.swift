import Purse
import Wire

/// A holder's wish to keep a certain balance offline, met at syncs (FLD-40).
public struct TopUp: Equatable, Sendable {
  /// What the purse shall hold after a sync.
  public var target: Amount

  public init(target: Amount) { self.target = target }

  public enum Step: Equatable, Sendable {
    case nothing
    case load(Amount)
    case unload(Amount)
  }

  /// What the next sync does. Value in doubt is not counted: it comes back or is gone. Pending value counts, but only
  /// spendable value can be unloaded.
  public func step(_ status: PurseStatus) -> Step {
    guard let held = status.spendable.adding(status.pending) else { return .nothing }
    if held < target { return .load(target - held) }
    let above = held - target
    let free = above < status.spendable ? above : status.spendable
    return free.isZero ? .nothing : .unload(free)
  }
}
