import Wire

/// The block list that the ledger gives out: which serials, and the same signed in parts (FLD-1).
public struct BlockListInForce: Equatable, Sendable {
  /// A listed serial and the end of its last certificate: then it leaves the list.
  public struct Entry: Equatable, Sendable {
    public var serial: Serial
    public var end: LedgerTime

    public init(serial: Serial, end: LedgerTime) {
      self.serial = serial
      self.end = end
    }
  }

  /// 0 as long as nothing was ever listed.
  public var number: UInt32 = 0
  public var time = LedgerTime.unknown
  /// Newest first.
  public var entries: [Entry] = []
  /// Signed messages, part 0 first.
  public var parts: [[UInt8]] = []

  public init() {}

  public func contains(_ serial: Serial) -> Bool { entries.contains { $0.serial == serial } }

  /// Most parts of one list: a device of 256 KiB a bank keeps all, and they fit beside a grant.
  public static let largestParts = 140
}
