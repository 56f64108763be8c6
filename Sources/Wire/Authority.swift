/// What an authority's key may sign: purse certificates, or grants and policies.
public enum AuthorityRole: UInt8, Sendable, Equatable { case issuer = 1, ledger }

/// The root's statement that a key belongs to an issuer or to the ledger (MSG-21).
public struct Authority: MessageContent, Equatable {
  public static let type = MessageType.authority
  public var id: AuthorityID
  public var role: AuthorityRole
  public var key: PublicKey
  public var currency: CurrencyCode
  public var notBefore: LedgerTime
  public var notAfter: LedgerTime

  public init(
    id: AuthorityID, role: AuthorityRole, key: PublicKey, currency: CurrencyCode,
    notBefore: LedgerTime, notAfter: LedgerTime
  ) {
    self.id = id
    self.role = role
    self.key = key
    self.currency = currency
    self.notBefore = notBefore
    self.notAfter = notAfter
  }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(8)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putUInt(1)
    bytes.putName(id.value)
    bytes.putField(2, UInt64(role.rawValue))
    bytes.putField(3, UInt64(key.suite.rawValue))
    bytes.putUInt(4)
    bytes.putKey(key)
    bytes.putField(5, UInt64(currency.numeric))
    bytes.putField(6, notBefore.seconds)
    bytes.putField(7, notAfter.seconds)
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    id = AuthorityID(try fields.name(1))
    role = try fields.uint(2, in: 1...2) == 1 ? .issuer : .ledger
    guard let suite = Suite(rawValue: UInt8(try fields.uint(3, in: 0...255))) else {
      throw .unknownSuite
    }
    try fields.require(4)
    key = try fields.reader.readKey()
    guard key.suite == suite else { throw .outOfRange }
    try fields.require(5)
    currency = try fields.reader.readCurrency()
    notBefore = try fields.time(6)
    notAfter = try fields.time(7)
    guard notBefore <= notAfter else { throw .outOfRange }
    try fields.finish()
  }
}
