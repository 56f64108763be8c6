/// One part of the list of serials that nobody pays or takes money from (MSG-29). Signed by the ledger on
/// its own, so that anyone may carry it. The newest serials stand first: a card that keeps one part
/// only keeps the newest.
public struct BlockList: MessageContent, Equatable {
  public static let type = MessageType.blockList
  /// A higher number wins. All parts of one list have one number.
  public var number: UInt32
  /// Which part this is, from 0, and how many there are.
  public var part: UInt16
  public var parts: UInt16
  /// When the ledger made the list.
  public var time: LedgerTime
  public var currency: CurrencyCode
  /// Newest first; at most `WireLimits.serialsPerListPart`.
  public var serials: BoundedList<Serial, 32>

  public init(
    number: UInt32, part: UInt16, parts: UInt16, time: LedgerTime, currency: CurrencyCode
  ) {
    self.number = number
    self.part = part
    self.parts = parts
    self.time = time
    self.currency = currency
    serials = BoundedList(filler: Serial(0))
  }

  public func contains(_ serial: Serial) -> Bool {
    for i in 0..<serials.count where serials[i] == serial { return true }
    return false
  }

  public static func == (a: BlockList, b: BlockList) -> Bool {
    guard a.number == b.number, a.part == b.part, a.parts == b.parts, a.time == b.time,
      a.currency == b.currency, a.serials.count == b.serials.count
    else { return false }
    for i in 0..<a.serials.count where a.serials[i] != b.serials[i] { return false }
    return true
  }
}

extension BlockList {
  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(7)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putField(1, UInt64(number))
    bytes.putField(2, UInt64(part))
    bytes.putField(3, UInt64(parts))
    bytes.putField(4, time.seconds)
    bytes.putField(5, UInt64(currency.numeric))
    bytes.putUInt(6)
    bytes.putArray(serials.count)
    for i in 0..<serials.count { bytes.putName(serials[i].value) }
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    let number = UInt32(try fields.uint(1, in: 1...0xFFFF_FFFF))
    let part = UInt16(try fields.uint(2, in: 0...0xFFFE))
    let parts = UInt16(try fields.uint(3, in: 1...0xFFFF))
    guard part < parts else { throw .outOfRange }
    let time = try fields.time(4)
    try fields.require(5)
    let currency = try fields.reader.readCurrency()
    self.init(number: number, part: part, parts: parts, time: time, currency: currency)
    try fields.require(6)
    let count = try fields.reader.readArray(atMost: WireLimits.serialsPerListPart)
    for _ in 0..<count { serials.append(Serial(try fields.reader.readName())) }
    try fields.finish()
  }
}
