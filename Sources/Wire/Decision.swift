/// The payee has taken a payment (MSG-24). Signed by the payee, key of the serial the payment names.
public struct Acceptance: MessageContent, Equatable {
  public static let type = MessageType.acceptance
  public var payment: Digest
  /// The place of the acceptance in the payee's journal.
  public var sequence: SequenceNumber

  public init(payment: Digest, sequence: SequenceNumber) {
    self.payment = payment
    self.sequence = sequence
  }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(3)
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putUInt(1)
    bytes.putWord(payment.word)
    bytes.putField(2, sequence.value)
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    payment = Digest(try fields.word(1))
    sequence = SequenceNumber(try fields.counter(2, from: 1))
    try fields.finish()
  }
}

/// What a refusal is about.
public enum RefusalSubject: Equatable, Hashable, Sendable {
  /// This payment was not accepted and never will be.
  case payment(Digest)
  /// No payment that names this request was accepted and none will be: it was open and is closed.
  case request(Digest)
}

/// The payee has not taken a payment and never will (MSG-25). Signed by the payee.
public struct Refusal: MessageContent, Equatable {
  public static let type = MessageType.refusal
  public var subject: RefusalSubject

  public init(subject: RefusalSubject) { self.subject = subject }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(2)
    bytes.putField(0, UInt64(Self.type.rawValue))
    switch subject {
    case .payment(let digest):
      bytes.putUInt(1)
      bytes.putWord(digest.word)
    case .request(let digest):
      bytes.putUInt(2)
      bytes.putWord(digest.word)
    }
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    if let payment = try fields.optionalWord(1) {
      subject = .payment(Digest(payment))
    } else {
      subject = .request(Digest(try fields.word(2)))
    }
    try fields.finish()
  }
}
