import Settlement
import Wire

extension PurseRow {
  /// The row as it lies in a store.
  public var record: [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(certificateMessage.count + grant.count + 160)
    out.put(certificateMessage)
    out.put(account)
    out.append(state.rawValue)
    out.put(isConvicted)
    out.put(unblockApproved)
    out.put(shadow.minorUnits)
    out.put(advance.minorUnits)
    out.put(optional: advancedSince) { $0.put($1.seconds) }
    out.put(covered.value)
    out.put(head.word)
    out.put(declared.minorUnits)
    out.put(unseen) { out, range in
      out.put(range.lowerBound)
      out.put(range.upperBound)
    }
    out.put(hasDropped)
    out.put(grantNumber.value)
    out.put(optional: answered) { $0.put($1.word) }
    out.put(grant)
    out.put(optional: lastSync) { $0.put($1.seconds) }
    out.put(inbox) { $0.put($1.word) }
    out.put(reversalsDue) { $0.put($1.word) }
    putParts(&out)
    return out
  }

  /// Reads a row back.
  public init(record: [UInt8]) throws(RecordDamage) {
    var reader = RecordReader(record)
    let message = try reader.list()
    guard let certificate = try? Signed<Certificate>(message.span.bytes) else {
      throw RecordDamage("a certificate")
    }
    self.init(certificate: certificate, account: try reader.text())
    state = try reader.value()
    isConvicted = try reader.bool()
    unblockApproved = try reader.bool()
    shadow = try reader.amount()
    advance = try reader.amount()
    advancedSince = try reader.optional { reader throws(RecordDamage) in
      LedgerTime(seconds: try reader.number())
    }
    covered = SequenceNumber(try reader.number())
    head = Head(try reader.word())
    declared = try reader.amount()
    unseen = try reader.list { reader throws(RecordDamage) in
      let (low, high) = (try reader.number(), try reader.number())
      guard low <= high else { throw RecordDamage("a range of sequences") }
      return low...high
    }
    hasDropped = try reader.bool()
    grantNumber = GrantNumber(try reader.number())
    answered = try reader.optional { reader throws(RecordDamage) in Digest(try reader.word()) }
    grant = try reader.list()
    lastSync = try reader.optional { reader throws(RecordDamage) in
      LedgerTime(seconds: try reader.number())
    }
    inbox = try reader.list { reader throws(RecordDamage) in Digest(try reader.word()) }
    reversalsDue = try reader.list { reader throws(RecordDamage) in Digest(try reader.word()) }
    try readParts(&reader)
  }
}
