import Settlement
import Wire

extension RefusalRow {
  public var record: [UInt8] {
    var out: [UInt8] = []
    switch self {
    case .message(let message):
      out.append(1)
      out.put(message)
    case .journal(let key):
      out.append(2)
      out.put(name: key.serial.value)
      out.put(key.grant.value)
    }
    return out
  }

  public init(record: [UInt8]) throws(RecordDamage) {
    var reader = RecordReader(record)
    switch try reader.byte() {
    case 1: self = .message(try reader.list())
    case 2:
      let serial = Serial(try reader.name())
      self = .journal(UploadKey(serial: serial, grant: GrantNumber(try reader.number())))
    default: throw RecordDamage("a refusal")
    }
    guard reader.isAtEnd else { throw RecordDamage("the end of a refusal") }
  }
}

extension RefusalKey {
  /// 32 bytes of what is refused, and whether that is a request.
  public var subjectWord: (digest: Digest, byRequest: Bool) {
    switch subject {
    case .payment(let digest): (digest, false)
    case .request(let digest): (digest, true)
    }
  }

  public init(payee: Serial, digest: Digest, byRequest: Bool) {
    self.init(subject: byRequest ? .request(digest) : .payment(digest), payee: payee)
  }
}

extension ProofRow {
  public var record: [UInt8] {
    var out: [UInt8] = [kind.rawValue]
    out.put(name: serial.value)
    out.put(packet)
    out.put(time.seconds)
    return out
  }

  public init(record: [UInt8]) throws(RecordDamage) {
    var reader = RecordReader(record)
    let kind: ProofKind = try reader.value()
    let serial = Serial(try reader.name())
    let packet = try reader.list()
    self.init(
      kind: kind, serial: serial, packet: packet, time: LedgerTime(seconds: try reader.number()))
    guard reader.isAtEnd else { throw RecordDamage("the end of a proof") }
  }
}
