/// When a payment needs the holder's PIN.
public enum PINRule: UInt8, Sendable, Equatable {
  /// Never; `largestWithoutPIN` limits what may be paid (accessibility, Polaris 1 chapter 7).
  case never = 0
  /// Above `pinAbove`.
  case above
  case always
}

/// Whether payments carry what backs them.
public enum EvidenceRule: UInt8, Sendable, Equatable {
  case off = 0
  /// As much as fits; the pool covers the rest.
  case bestEffort
  /// A payment that cannot carry all of its evidence is not made.
  case required
}

/// The rules a purse enforces (MSG-28). Signed by the ledger, numbered: a higher number wins.
/// An absent limit is no limit. Counts and sums are those since the last applied grant.
public struct Policy: MessageContent, Equatable {
  public static let type = MessageType.policy
  public var id: UInt16
  public var number: UInt32
  /// When the ledger issued it.
  public var time: LedgerTime
  public var currency: CurrencyCode

  /// Most operations, payments made and taken together.
  public var operations: UInt32?
  public var operationsSent: UInt32?
  public var operationsReceived: UInt32?
  public var largestPayment: Amount?
  public var largestBalance: Amount?
  public var sumSent: Amount?
  public var sumReceived: Amount?
  /// Received value may be spent before a sync.
  public var reuse = false
  /// Operations after which received value waits for a sync although `reuse` holds: the purse
  /// degrades to staged before it refuses.
  public var reuseOperations: UInt32?
  public var pinRule = PINRule.always
  public var pinAbove: Amount?
  public var largestWithoutPIN: Amount?
  /// Taking a payment needs the PIN too.
  public var pinToReceive = false
  public var daysSinceSync: UInt32?
  public var direct = false
  /// A payer's purse verifies the payee's certificate before it pays.
  public var verifyPayee = false
  public var evidence = EvidenceRule.off
  /// Longest sealed part, in bytes.
  public var evidenceBytes: UInt32?
  public var reporting = ReportingClass.full
  /// Released value goes to the account instead of the purse.
  public var sweep = false
  /// Syncs that a serial lasts.
  public var rotation: UInt32?
  /// Never replaced by another policy (cards whose limits are compiled in).
  public var fixed = false
  /// From this time on the policy no longer allows payments, unless it is interim.
  public var validUntil: LedgerTime?
  /// The journal is a ring: its oldest entries give way instead of refusing payments.
  public var ring = false
  /// From its end on the policy before it holds again (FLD-20).
  public var interim = false
  /// What purses are to sign with: one that supports it moves to it at its next sync (SUI-10).
  public var suite: Suite?
  /// The weakest suite of whose keys payments are taken; nil for any (SUI-30).
  public var suiteFloor: Suite?
  /// Purses of a lower applet version neither pay nor are paid from `floorFrom` on (PUR-26); 0 is no
  /// floor.
  public var floor: UInt16 = 0
  public var floorFrom = LedgerTime.unknown

  public init(id: UInt16, number: UInt32, time: LedgerTime, currency: CurrencyCode) {
    self.id = id
    self.number = number
    self.time = time
    self.currency = currency
  }
}
