extension SyncGrant {
  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(7 + optionalFields)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putUInt(1)
    bytes.putName(serial.value)
    bytes.putUInt(2)
    bytes.putWord(request.word)
    bytes.putField(3, number.value)
    bytes.putField(4, covered.value)
    bytes.putField(5, time.seconds)
    bytes.putField(6, UInt64(state.rawValue))
    if !load.isZero { bytes.putField(7, load.minorUnits) }
    if !released.isZero { bytes.putField(8, released.minorUnits) }
    if !swept.isZero { bytes.putField(9, swept.minorUnits) }
    if !deliveries.isEmpty { encodeDeliveries(into: &bytes) }
    if !reversals.isEmpty { encodeReversals(into: &bytes) }
    if unblockPIN {
      bytes.putUInt(12)
      bytes.putBool(true)
    }
    if let certificate {
      bytes.putUInt(13)
      bytes.putMessage(certificate)
    }
    if let policy {
      bytes.putUInt(14)
      bytes.putMessage(policy)
    }
    if more {
      bytes.putUInt(15)
      bytes.putBool(true)
    }
    if restored {
      bytes.putUInt(20)
      bytes.putBool(true)
    }
  }

  private var optionalFields: Int {
    (load.isZero ? 0 : 1) + (released.isZero ? 0 : 1) + (swept.isZero ? 0 : 1)
      + (deliveries.isEmpty ? 0 : 1) + (reversals.isEmpty ? 0 : 1) + (unblockPIN ? 1 : 0)
      + (certificate == nil ? 0 : 1) + (policy == nil ? 0 : 1) + (more ? 1 : 0)
      + (restored ? 1 : 0)
  }

  private func encodeDeliveries<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putUInt(10)
    bytes.putArray(deliveries.count)
    for i in 0..<deliveries.count {
      bytes.putArray(3)
      bytes.putWord(deliveries[i].payment.word)
      bytes.putUInt(deliveries[i].amount.minorUnits)
      if let request = deliveries[i].request {
        bytes.putWord(request.word)
      } else {
        bytes.putNull()
      }
    }
  }

  private func encodeReversals<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putUInt(11)
    bytes.putArray(reversals.count)
    for i in 0..<reversals.count {
      bytes.putArray(2)
      bytes.putWord(reversals[i].payment.word)
      bytes.putUInt(reversals[i].amount.minorUnits)
    }
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    let serial = Serial(try fields.name(1))
    let request = Digest(try fields.word(2))
    let number = GrantNumber(try fields.counter(3, from: 1))
    let covered = SequenceNumber(try fields.counter(4, from: 0))
    let time = try fields.time(5)
    guard let state = GrantedState(rawValue: UInt8(try fields.uint(6, in: 1...3))) else {
      throw .outOfRange
    }
    self.init(
      serial: serial, request: request, number: number, covered: covered, time: time, state: state)
    load = try fields.nonzeroAmount(7)
    released = try fields.nonzeroAmount(8)
    swept = try fields.nonzeroAmount(9)
    if try fields.has(10) { try fields.reader.readDeliveries(into: &deliveries) }
    if try fields.has(11) { try fields.reader.readReversals(into: &reversals) }
    unblockPIN = try fields.flag(12)
    certificate = try fields.has(13) ? try fields.reader.readMessage() : nil
    policy = try fields.has(14) ? try fields.reader.readMessage() : nil
    more = try fields.flag(15)
    restored = try fields.flag(20)
    guard certificate != nil || !restored else { throw .missingField }
    try fields.finish()
  }
}

extension FieldReader {
  /// An optional amount that is absent rather than zero.
  fileprivate mutating func nonzeroAmount(_ key: UInt64) throws(WireError) -> Amount {
    guard let amount = try optionalAmount(key) else { return .zero }
    guard !amount.isZero else { throw .notCanonical }
    return amount
  }
}

extension CBORReader {
  fileprivate mutating func readDeliveries(into list: inout BoundedList<Delivery, 8>)
    throws(WireError)
  {
    let count = try readArray(atMost: WireLimits.transfersPerGrant)
    guard count > 0 else { throw .notCanonical }
    for _ in 0..<count {
      try readArray(exactly: 3)
      let payment = Digest(try readWord())
      let amount = try readAmount()
      guard !amount.isZero else { throw .outOfRange }
      let request = readNull() ? nil : Digest(try readWord())
      list.append(Delivery(payment: payment, amount: amount, request: request))
    }
  }

  fileprivate mutating func readReversals(into list: inout BoundedList<Reversal, 8>)
    throws(WireError)
  {
    let count = try readArray(atMost: WireLimits.transfersPerGrant)
    guard count > 0 else { throw .notCanonical }
    for _ in 0..<count {
      try readArray(exactly: 2)
      let payment = Digest(try readWord())
      let amount = try readAmount()
      guard !amount.isZero else { throw .outOfRange }
      list.append(Reversal(payment: payment, amount: amount))
    }
  }
}
