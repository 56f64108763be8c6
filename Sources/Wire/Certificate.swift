/// What a device is.
public enum DeviceKind: UInt8, Sendable, Equatable { case card = 1, terminal, phone }

/// How much the ledger learns of a purse's payments. A purse never changes its class.
public enum ReportingClass: UInt8, Sendable, Equatable { case full = 0, totalsOnly }

/// The issuer's statement that a key belongs to a genuine purse (MSG-20).
public struct Certificate: MessageContent, Equatable {
  public static let type = MessageType.certificate
  public var issuer: AuthorityID
  public var serial: Serial
  // Whole words first: what is left of the last one serves `Signed`.
  public var notBefore: LedgerTime
  public var notAfter: LedgerTime
  public var key: PublicKey
  public var kind: DeviceKind
  public var policyID: UInt16
  public var policyNumber: UInt32
  public var reporting: ReportingClass
  public var currency: CurrencyCode
  public var appletVersion: UInt16

  public init(
    issuer: AuthorityID, serial: Serial, key: PublicKey, kind: DeviceKind,
    policyID: UInt16, policyNumber: UInt32, reporting: ReportingClass, currency: CurrencyCode,
    appletVersion: UInt16, notBefore: LedgerTime, notAfter: LedgerTime
  ) {
    self.issuer = issuer
    self.serial = serial
    self.key = key
    self.kind = kind
    self.policyID = policyID
    self.policyNumber = policyNumber
    self.reporting = reporting
    self.currency = currency
    self.appletVersion = appletVersion
    self.notBefore = notBefore
    self.notAfter = notAfter
  }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(13)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putUInt(1)
    bytes.putName(issuer.value)
    bytes.putUInt(2)
    bytes.putName(serial.value)
    bytes.putField(3, UInt64(key.suite.rawValue))
    bytes.putUInt(4)
    bytes.putKey(key)
    bytes.putField(5, UInt64(kind.rawValue))
    bytes.putField(6, UInt64(policyID))
    bytes.putField(7, UInt64(policyNumber))
    bytes.putField(8, UInt64(reporting.rawValue))
    bytes.putField(9, UInt64(currency.numeric))
    bytes.putField(10, UInt64(appletVersion))
    bytes.putField(11, notBefore.seconds)
    bytes.putField(12, notAfter.seconds)
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    issuer = AuthorityID(try fields.name(1))
    serial = Serial(try fields.name(2))
    guard let suite = Suite(rawValue: UInt8(try fields.uint(3, in: 0...255))) else {
      throw .unknownSuite
    }
    try fields.require(4)
    key = try fields.reader.readKey()
    guard key.suite == suite else { throw .outOfRange }
    guard let kind = DeviceKind(rawValue: UInt8(try fields.uint(5, in: 0...255))) else {
      throw .outOfRange
    }
    self.kind = kind
    policyID = UInt16(try fields.uint(6, in: 0...0xFFFF))
    policyNumber = UInt32(try fields.uint(7, in: 0...0xFFFF_FFFF))
    reporting = try fields.uint(8, in: 0...1) == 0 ? .full : .totalsOnly
    try fields.require(9)
    currency = try fields.reader.readCurrency()
    appletVersion = UInt16(try fields.uint(10, in: 0...0xFFFF))
    notBefore = try fields.time(11)
    notAfter = try fields.time(12)
    guard notBefore <= notAfter else { throw .outOfRange }
    try fields.finish()
  }
}
