/// The old root's statement that another key is the root from now on (MSG-62).
public struct Succession: MessageContent, Equatable {
  public static let type = MessageType.succession
  /// Counts the roots of a currency; the first one has none, the second is 1.
  public var number: UInt16
  public var key: PublicKey
  public var currency: CurrencyCode
  public var time: LedgerTime

  public init(
    number: UInt16, key: PublicKey, currency: CurrencyCode, time: LedgerTime
  ) {
    self.number = number
    self.key = key
    self.currency = currency
    self.time = time
  }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(6)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putField(1, UInt64(number))
    bytes.putField(2, UInt64(key.suite.rawValue))
    bytes.putUInt(3)
    bytes.putKey(key)
    bytes.putField(4, UInt64(currency.numeric))
    bytes.putField(5, time.seconds)
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    number = UInt16(try fields.uint(1, in: 1...UInt64(UInt16.max)))
    guard let suite = Suite(rawValue: UInt8(try fields.uint(2, in: 0...255))) else {
      throw .unknownSuite
    }
    try fields.require(3)
    key = try fields.reader.readKey()
    guard key.suite == suite else { throw .outOfRange }
    try fields.require(4)
    currency = try fields.reader.readCurrency()
    time = try fields.time(5)
    try fields.finish()
  }
}
