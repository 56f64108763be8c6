/// A payee's purse asks for an amount (MSG-22). Signed by the payee.
public struct Request: MessageContent, Equatable {
  public static let type = MessageType.request
  public var payee: Serial
  public var number: RequestNumber
  /// Above zero.
  public var amount: Amount
  public var currency: CurrencyCode
  /// Number of the policy the payee holds, so that the older of two purses knows to ask.
  public var policyNumber: UInt32
  public var blockListNumber: UInt32
  /// The suites that the payee can verify: the payer's must be one of them (SUI-6).
  public var suites: SuiteSet

  public init(
    payee: Serial, number: RequestNumber, amount: Amount, currency: CurrencyCode,
    policyNumber: UInt32, blockListNumber: UInt32, suites: SuiteSet = .es256
  ) {
    self.payee = payee
    self.number = number
    self.amount = amount
    self.currency = currency
    self.policyNumber = policyNumber
    self.blockListNumber = blockListNumber
    self.suites = suites
  }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(suites == .es256 ? 7 : 8)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putUInt(1)
    bytes.putName(payee.value)
    bytes.putField(2, number.value)
    bytes.putField(3, amount.minorUnits)
    bytes.putField(4, UInt64(currency.numeric))
    bytes.putField(5, UInt64(policyNumber))
    bytes.putField(6, UInt64(blockListNumber))
    if suites != .es256 { bytes.putField(7, UInt64(suites.bits)) }
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    payee = Serial(try fields.name(1))
    number = RequestNumber(try fields.counter(2, from: 1))
    amount = try fields.amount(3)
    guard !amount.isZero else { throw .outOfRange }
    try fields.require(4)
    currency = try fields.reader.readCurrency()
    policyNumber = UInt32(try fields.uint(5, in: 0...0xFFFF_FFFF))
    blockListNumber = UInt32(try fields.uint(6, in: 0...0xFFFF_FFFF))
    // Suite 1 alone is what an absent field says (MSG-35).
    let bits = try fields.optionalUInt(7, in: 1...255)
    guard bits != 1 else { throw .notCanonical }
    suites = bits.map { SuiteSet(bits: UInt8($0)) } ?? .es256
    try fields.finish()
  }
}
