/// What an intermediary attests of a purse that its holder no longer has in use (CLM-1).
public enum ClaimKind: UInt8, Sendable, Equatable {
  case lost = 1
  case broken
  /// Not seen for years; its holder, or the holder's heirs, are known.
  case dormant
  /// Another purse takes its place.
  case replaced
  /// It is there again: the claim before is withdrawn.
  case found
  /// The purse has said itself that it was restored; the ledger notes it in this form (CLM-51).
  case restored

  /// The kinds that name another purse.
  public var namesReplacement: Bool { self == .replaced || self == .restored }
}

/// An intermediary's word on a purse that it issued (MSG-52). Signed by the issuer's key;
/// of a restored purse by the ledger's.
public struct Claim: MessageContent, Equatable {
  public static let type = MessageType.claim
  public var issuer: AuthorityID
  public var serial: Serial
  /// SHA-256 of the account's pseudonym in UTF-8: the account that the purse belongs to.
  public var account: Word32
  public var kind: ClaimKind
  /// Counts the claims of one purse, so that an old one is never taken for a new one.
  public var number: ClaimNumber
  /// When it was attested.
  public var time: LedgerTime
  /// The purse that takes the value, with `replaced` and `restored` only.
  public var replacement: Serial?

  public init(
    issuer: AuthorityID, serial: Serial, account: Word32, kind: ClaimKind, number: ClaimNumber,
    time: LedgerTime, replacement: Serial? = nil
  ) {
    self.issuer = issuer
    self.serial = serial
    self.account = account
    self.kind = kind
    self.number = number
    self.time = time
    self.replacement = replacement
  }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(replacement == nil ? 7 : 8)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putUInt(1)
    bytes.putName(issuer.value)
    bytes.putUInt(2)
    bytes.putName(serial.value)
    bytes.putUInt(3)
    bytes.putWord(account)
    bytes.putField(4, UInt64(kind.rawValue))
    bytes.putField(5, number.value)
    bytes.putField(6, time.seconds)
    guard let replacement else { return }
    bytes.putUInt(7)
    bytes.putName(replacement.value)
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    issuer = AuthorityID(try fields.name(1))
    serial = Serial(try fields.name(2))
    account = try fields.word(3)
    guard let kind = ClaimKind(rawValue: UInt8(try fields.uint(4, in: 1...6))) else {
      throw .outOfRange
    }
    self.kind = kind
    number = ClaimNumber(try fields.counter(5, from: 1))
    time = try fields.time(6)
    if kind.namesReplacement {
      replacement = Serial(try fields.name(7))
      guard replacement != serial else { throw .outOfRange }
    } else {
      replacement = nil
    }
    try fields.finish()
  }
}
