extension JournalEntry {
  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    switch self {
    case .paid(let payment, let amount):
      bytes.putEntry(1, items: 3, payment)
      bytes.putUInt(amount.minorUnits)
    case .received(let payment, let amount, let signature):
      bytes.putEntry(2, items: 4, payment)
      bytes.putUInt(amount.minorUnits)
      bytes.putSignature(signature)
    case .refusedPayment(let payment):
      bytes.putEntry(3, items: 2, payment)
    case .refusedRequest(let request):
      bytes.putEntry(4, items: 2, request)
    case .refunded(let payment, let amount, let byRequest, let signature):
      bytes.putEntry(5, items: 5, payment)
      bytes.putUInt(amount.minorUnits)
      bytes.putBool(byRequest)
      bytes.putSignature(signature)
    case .confirmed(let payment, let sequence, let signature):
      bytes.putEntry(6, items: 4, payment)
      bytes.putUInt(sequence.value)
      bytes.putSignature(signature)
    case .granted(let results):
      bytes.putArray(8)
      bytes.putUInt(7)
      bytes.putUInt(results.number.value)
      bytes.putWord(results.grant.word)
      bytes.putUInt(results.load.minorUnits)
      bytes.putUInt(results.released.minorUnits)
      bytes.putUInt(results.swept.minorUnits)
      bytes.putOutcomes(results.deliveries)
      bytes.putOutcomes(results.reversals)
    case .unloaded(let amount):
      bytes.putArray(2)
      bytes.putUInt(8)
      bytes.putUInt(amount.minorUnits)
    }
  }

  /// Reads one entry, in its one canonical form.
  public init(_ bytes: RawSpan) throws(WireError) {
    guard bytes.byteCount <= WireLimits.entry else { throw .tooLong }
    var reader = CBORReader(bytes)
    let items = try reader.readArray(atMost: 8)
    guard items > 0 else { throw .missingField }
    let kind = try reader.readUInt(in: 1...8)
    let expected = JournalEntry.items(ofKind: kind)
    guard items >= expected else { throw .missingField }
    guard items <= expected else { throw .unknownField }
    self = try reader.readEntry(kind: kind)
    try reader.expectEnd()
  }

  /// How many items an entry of this kind has, the kind itself included.
  private static func items(ofKind kind: UInt64) -> Int {
    switch kind {
    case 1: 3
    case 2: 4
    case 3, 4: 2
    case 5: 5
    case 6: 4
    case 7: 8
    default: 2
    }
  }
}

extension CBORReader {
  fileprivate mutating func readEntry(kind: UInt64) throws(WireError) -> JournalEntry {
    switch kind {
    case 1:
      return .paid(payment: Digest(try readWord()), amount: try readAmount())
    case 2:
      return .received(
        payment: Digest(try readWord()), amount: try readAmount(), signature: try readSignature())
    case 3: return .refusedPayment(Digest(try readWord()))
    case 4: return .refusedRequest(Digest(try readWord()))
    case 5:
      return .refunded(
        payment: Digest(try readWord()), amount: try readAmount(), byRequest: try readBool(),
        signature: try readSignature())
    case 6:
      return .confirmed(
        payment: Digest(try readWord()), sequence: SequenceNumber(try readCounter(from: 1)),
        signature: try readSignature())
    case 7:
      var results = GrantResults(
        number: GrantNumber(try readCounter(from: 1)), grant: Digest(try readWord()),
        load: try readAmount(), released: try readAmount(), swept: try readAmount())
      try readOutcomes(into: &results.deliveries)
      try readOutcomes(into: &results.reversals)
      return .granted(results)
    default: return .unloaded(try readAmount())
    }
  }

  private mutating func readOutcomes(into list: inout BoundedList<TransferOutcome, 8>)
    throws(WireError)
  {
    let count = try readArray(atMost: WireLimits.transfersPerGrant)
    for _ in 0..<count {
      try readArray(exactly: 3)
      let payment = Digest(try readWord())
      let amount = try readAmount()
      guard let result = TransferResult(rawValue: UInt8(try readUInt(in: 0...3))) else {
        throw .outOfRange
      }
      list.append(TransferOutcome(payment: payment, amount: amount, result: result))
    }
  }
}

extension Bytes {
  fileprivate mutating func putEntry(_ kind: UInt64, items: Int, _ digest: Digest) {
    putArray(items)
    putUInt(kind)
    putWord(digest.word)
  }

  fileprivate mutating func putOutcomes(_ list: BoundedList<TransferOutcome, 8>) {
    putArray(list.count)
    for i in 0..<list.count {
      putArray(3)
      putWord(list[i].payment.word)
      putUInt(list[i].amount.minorUnits)
      putUInt(UInt64(list[i].result.rawValue))
    }
  }
}
