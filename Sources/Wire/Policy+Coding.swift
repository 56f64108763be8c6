extension Policy {
  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(8 + optionalLimits + optionalRules)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putField(1, UInt64(id))
    bytes.putField(2, UInt64(number))
    bytes.putField(3, time.seconds)
    bytes.putField(4, UInt64(currency.numeric))
    bytes.putLimit(5, operations)
    bytes.putLimit(6, operationsSent)
    bytes.putLimit(7, operationsReceived)
    bytes.putLimit(8, largestPayment)
    bytes.putLimit(9, largestBalance)
    bytes.putLimit(10, sumSent)
    bytes.putLimit(11, sumReceived)
    bytes.putFlag(12, reuse)
    bytes.putLimit(13, reuseOperations)
    bytes.putField(14, UInt64(pinRule.rawValue))
    bytes.putLimit(15, pinAbove)
    bytes.putLimit(16, largestWithoutPIN)
    bytes.putFlag(17, pinToReceive)
    bytes.putLimit(18, daysSinceSync)
    bytes.putFlag(19, direct)
    bytes.putFlag(20, verifyPayee)
    bytes.putField(21, UInt64(evidence.rawValue))
    bytes.putLimit(22, evidenceBytes)
    bytes.putField(23, UInt64(reporting.rawValue))
    bytes.putFlag(24, sweep)
    bytes.putLimit(25, rotation)
    bytes.putFlag(26, fixed)
    if let validUntil { bytes.putField(27, validUntil.seconds) }
    bytes.putFlag(28, ring)
    bytes.putFlag(29, interim)
    if floor > 0 {
      bytes.putField(32, UInt64(floor))
      bytes.putField(33, floorFrom.seconds)
    }
    if let suite { bytes.putField(36, UInt64(suite.rawValue)) }
    if let suiteFloor { bytes.putField(42, UInt64(suiteFloor.rawValue)) }
  }

  private var optionalLimits: Int {
    (operations == nil ? 0 : 1) + (operationsSent == nil ? 0 : 1)
      + (operationsReceived == nil ? 0 : 1) + (largestPayment == nil ? 0 : 1)
      + (largestBalance == nil ? 0 : 1) + (sumSent == nil ? 0 : 1)
      + (sumReceived == nil ? 0 : 1) + (reuseOperations == nil ? 0 : 1)
      + (pinAbove == nil ? 0 : 1) + (largestWithoutPIN == nil ? 0 : 1)
  }

  private var optionalRules: Int {
    (reuse ? 1 : 0) + (pinToReceive ? 1 : 0) + (daysSinceSync == nil ? 0 : 1) + (direct ? 1 : 0)
      + (verifyPayee ? 1 : 0) + (evidenceBytes == nil ? 0 : 1) + (sweep ? 1 : 0)
      + (rotation == nil ? 0 : 1) + (fixed ? 1 : 0) + (validUntil == nil ? 0 : 1) + (ring ? 1 : 0)
      + (interim ? 1 : 0) + (suite == nil ? 0 : 1) + (floor == 0 ? 0 : 2)
      + (suiteFloor == nil ? 0 : 1)
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    id = UInt16(try fields.uint(1, in: 0...0xFFFF))
    number = UInt32(try fields.uint(2, in: 0...0xFFFF_FFFF))
    time = try fields.time(3)
    try fields.require(4)
    currency = try fields.reader.readCurrency()
    operations = try fields.limit(5)
    operationsSent = try fields.limit(6)
    operationsReceived = try fields.limit(7)
    largestPayment = try fields.optionalAmount(8)
    largestBalance = try fields.optionalAmount(9)
    sumSent = try fields.optionalAmount(10)
    sumReceived = try fields.optionalAmount(11)
    reuse = try fields.flag(12)
    reuseOperations = try fields.limit(13)
    guard let pinRule = PINRule(rawValue: UInt8(try fields.uint(14, in: 0...2))) else {
      throw .outOfRange
    }
    self.pinRule = pinRule
    pinAbove = try fields.optionalAmount(15)
    largestWithoutPIN = try fields.optionalAmount(16)
    pinToReceive = try fields.flag(17)
    daysSinceSync = try fields.limit(18)
    direct = try fields.flag(19)
    verifyPayee = try fields.flag(20)
    guard let evidence = EvidenceRule(rawValue: UInt8(try fields.uint(21, in: 0...2))) else {
      throw .outOfRange
    }
    self.evidence = evidence
    evidenceBytes = try fields.limit(22)
    if let evidenceBytes, evidenceBytes > UInt32(WireLimits.sealed) { throw .outOfRange }
    reporting = try fields.uint(23, in: 0...1) == 0 ? .full : .totalsOnly
    sweep = try fields.flag(24)
    rotation = try fields.limit(25)
    fixed = try fields.flag(26)
    validUntil = try fields.optionalUInt(27, in: 0...WireLimits.largestTime)
      .map { LedgerTime(seconds: $0) }
    ring = try fields.flag(28)
    interim = try fields.flag(29)
    if let version = try fields.optionalUInt(32, in: 1...0xFFFF) {
      floor = UInt16(version)
      floorFrom = try fields.time(33)
    }
    if let number = try fields.optionalUInt(36, in: 0...255) {
      guard let suite = Suite(rawValue: UInt8(number)) else { throw .unknownSuite }
      self.suite = suite
    }
    if let number = try fields.optionalUInt(42, in: 0...255) {
      guard let floor = Suite(rawValue: UInt8(number)) else { throw .unknownSuite }
      suiteFloor = floor
    }
    // What holds again afterwards needs an afterwards.
    guard validUntil != nil || !interim else { throw .missingField }
    try fields.finish()
  }
}

extension Bytes {
  fileprivate mutating func putLimit(_ key: UInt64, _ limit: UInt32?) {
    if let limit { putField(key, UInt64(limit)) }
  }

  fileprivate mutating func putLimit(_ key: UInt64, _ limit: Amount?) {
    if let limit { putField(key, limit.minorUnits) }
  }

  fileprivate mutating func putFlag(_ key: UInt64, _ flag: Bool) {
    guard flag else { return }
    putUInt(key)
    putBool(true)
  }
}

extension FieldReader {
  fileprivate mutating func limit(_ key: UInt64) throws(WireError) -> UInt32? {
    try optionalUInt(key, in: 0...0xFFFF_FFFF).map { UInt32($0) }
  }
}
