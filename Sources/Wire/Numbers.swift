/// The counters and names of the protocol. Each is a type of its own, so that one never passes
/// for another.

/// Names one key of one purse: 8 bytes that only the ledger can link to the purse.
public struct Serial: Equatable, Hashable, Comparable, Sendable {
  public let value: UInt64
  public init(_ value: UInt64) { self.value = value }
  public static func < (a: Serial, b: Serial) -> Bool { a.value < b.value }
}

extension Serial {
  /// The sequence that the journal of a rotated serial begins after (PRV-4): a number that says nothing
  /// of the purse, and that no command of an earlier serial has named, so that one repeated too late does
  /// not pass for a new one. A purse's first serial begins after 0.
  public var start: SequenceNumber { SequenceNumber(value & 0xFFFF_FFFF) }
}

/// Names one issuer or ledger key: 8 bytes.
public struct AuthorityID: Equatable, Hashable, Sendable {
  public let value: UInt64
  public init(_ value: UInt64) { self.value = value }
}

/// Position of a journal entry under one serial. The first entry has sequence 1; never reused.
public struct SequenceNumber: Equatable, Hashable, Comparable, Sendable {
  public let value: UInt64
  public init(_ value: UInt64) { self.value = value }
  public static let none = SequenceNumber(0)
  public var next: SequenceNumber { SequenceNumber(value + 1) }
  public static func < (a: SequenceNumber, b: SequenceNumber) -> Bool { a.value < b.value }
}

/// Counts the requests a purse has made under one serial. The first has number 1.
public struct RequestNumber: Equatable, Hashable, Comparable, Sendable {
  public let value: UInt64
  public init(_ value: UInt64) { self.value = value }
  public var next: RequestNumber { RequestNumber(value + 1) }
  public static func < (a: RequestNumber, b: RequestNumber) -> Bool { a.value < b.value }
}

/// Counts the grants of one purse. 0 means that none was applied yet.
public struct GrantNumber: Equatable, Hashable, Comparable, Sendable {
  public let value: UInt64
  public init(_ value: UInt64) { self.value = value }
  public static let none = GrantNumber(0)
  public var next: GrantNumber { GrantNumber(value + 1) }
  public static func < (a: GrantNumber, b: GrantNumber) -> Bool { a.value < b.value }
}

/// Counts an intermediary's claims on one purse. The first has number 1.
public struct ClaimNumber: Equatable, Hashable, Comparable, Sendable {
  public let value: UInt64
  public init(_ value: UInt64) { self.value = value }
  public static let none = ClaimNumber(0)
  public var next: ClaimNumber { ClaimNumber(value + 1) }
  public static func < (a: ClaimNumber, b: ClaimNumber) -> Bool { a.value < b.value }
}

/// The ledger's time: whole seconds since 1970-01-01T00:00:00Z. A card has no other clock.
public struct LedgerTime: Equatable, Hashable, Comparable, Sendable {
  public let seconds: UInt64
  public init(seconds: UInt64) { self.seconds = seconds }
  public static let unknown = LedgerTime(seconds: 0)
  public static func < (a: LedgerTime, b: LedgerTime) -> Bool { a.seconds < b.seconds }
  public func adding(days: UInt32) -> LedgerTime {
    LedgerTime(seconds: seconds + UInt64(days) * 86_400)
  }
  /// Midnight before, or now.
  public var startOfDay: LedgerTime { LedgerTime(seconds: seconds - seconds % 86_400) }
}

/// A currency by its ISO 4217 numeric code, 1 to 999 (SEK is 752).
public struct CurrencyCode: Equatable, Hashable, Sendable {
  public let numeric: UInt16
  /// Nil outside 1 to 999.
  public init?(numeric: UInt16) {
    guard (1...999).contains(numeric) else { return nil }
    self.numeric = numeric
  }
}
