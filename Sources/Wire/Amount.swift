/// An amount of money in minor units of the purse's currency (öre, yen, fils), 0 to 10^15.
/// Unsigned and checked: there is no arithmetic that wraps or goes below zero.
public struct Amount: Equatable, Hashable, Comparable, Sendable {
  public let minorUnits: UInt64

  public static let zero = Amount(unchecked: 0)
  public static let largest = Amount(unchecked: WireLimits.largestAmount)

  /// Nil when `minorUnits` is above `WireLimits.largestAmount`.
  public init?(minorUnits: UInt64) {
    guard minorUnits <= WireLimits.largestAmount else { return nil }
    self.minorUnits = minorUnits
  }

  private init(unchecked minorUnits: UInt64) { self.minorUnits = minorUnits }

  public var isZero: Bool { minorUnits == 0 }

  /// The sum, or nil when it is above the largest amount.
  public func adding(_ other: Amount) -> Amount? {
    Amount(minorUnits: minorUnits + other.minorUnits)
  }

  /// The difference, or nil when `other` is larger.
  public func subtracting(_ other: Amount) -> Amount? {
    minorUnits >= other.minorUnits ? Amount(unchecked: minorUnits - other.minorUnits) : nil
  }

  /// The difference, zero when `other` is larger.
  public func excess(over other: Amount) -> Amount {
    subtracting(other) ?? .zero
  }

  /// A sum that an invariant bounds; a sum that does not fit is a broken invariant and traps.
  public static func + (a: Amount, b: Amount) -> Amount {
    guard let sum = a.adding(b) else { preconditionFailure("amount above its limit") }
    return sum
  }

  /// A difference that a check before has made sure of; traps otherwise.
  public static func - (a: Amount, b: Amount) -> Amount {
    guard let difference = a.subtracting(b) else { preconditionFailure("amount below zero") }
    return difference
  }

  public static func < (a: Amount, b: Amount) -> Bool { a.minorUnits < b.minorUnits }
}
