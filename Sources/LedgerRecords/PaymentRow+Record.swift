import Settlement
import Wire

extension PaymentRow {
  /// The row as it lies in a store; its digest is the key beside it.
  public var record: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(message.count + 32)
    out.put(message)
    out.put(isVerified)
    out.put(byPayer)
    out.append(accepted.rawValue)
    out.put(refused)
    out.put(refundedByPayer)
    out.append(booking.rawValue)
    out.append(delivery.rawValue)
    out.append(reversal.rawValue)
    out.put(firstSeen.seconds)
    out.put(optional: settled) { out, place in
      out.put(place.batch.value)
      out.put(UInt64(place.ordinal))
    }
    // Last, and absent where there is none: rows from before there was suite 3 end here.
    if let second { out.put(second.key + second.signature) }
    return out
  }

  /// Reads a row back.
  public init(record: [UInt8]) throws(RecordDamage) {
    var reader = RecordReader(record)
    let message = try reader.list()
    guard let payment = try? Signed<Payment>(message.span.bytes) else {
      throw RecordDamage("a payment")
    }
    self.init(payment: payment.content, message: message, firstSeen: .unknown)
    isVerified = try reader.bool()
    byPayer = try reader.bool()
    accepted = try reader.value()
    refused = try reader.bool()
    refundedByPayer = try reader.bool()
    booking = try reader.value()
    delivery = try reader.value()
    reversal = try reader.value()
    firstSeen = LedgerTime(seconds: try reader.number())
    settled = try reader.optional { reader throws(RecordDamage) in
      let batch = BatchNumber(try reader.number())
      guard let ordinal = UInt32(exactly: try reader.number()) else {
        throw RecordDamage("a place in a batch")
      }
      return EntryPlace(batch: batch, ordinal: ordinal)
    }
    if !reader.isAtEnd {
      let bytes = try reader.list()
      guard
        let second = SecondSignature(
          key: Array(bytes.prefix(SecondSignature.keyBytes)),
          signature: Array(bytes.dropFirst(SecondSignature.keyBytes)))
      else { throw RecordDamage("a second signature") }
      self.second = second
    }
    guard reader.isAtEnd else { throw RecordDamage("the end of a payment") }
  }
}
