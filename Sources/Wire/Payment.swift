/// How the payer's purse made sure of its holder. It stands under the signature: offline EMV data
/// where it did not is the warning (Polaris 1, annex C).
public enum HolderVerification: UInt8, Sendable, Equatable { case none = 0, pin }

/// A payer's purse gives value to one payee's purse (MSG-23). Signed by the payer; the debit and
/// this signature are one durable write.
public struct Payment: MessageContent, Equatable {
  public static let type = MessageType.payment
  public var payer: Serial
  /// The place of this payment in the payer's journal; with `payer` it names the payment.
  public var sequence: SequenceNumber
  /// Head of the payer's journal before this payment.
  public var previous: Head
  /// Above zero.
  public var amount: Amount
  public var payee: Serial
  /// Nil in a direct payment.
  public var request: Digest?
  public var verification: HolderVerification
  /// Binds the sealed part that travels beside the payment; nil when there is none.
  public var sealed: Commitment?

  public init(
    payer: Serial, sequence: SequenceNumber, previous: Head, amount: Amount, payee: Serial,
    request: Digest?, verification: HolderVerification, sealed: Commitment?
  ) {
    self.payer = payer
    self.sequence = sequence
    self.previous = previous
    self.amount = amount
    self.payee = payee
    self.request = request
    self.verification = verification
    self.sealed = sealed
  }

  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    bytes.putMap(7 + (request == nil ? 0 : 1) + (sealed == nil ? 0 : 1))
    bytes.putField(0, UInt64(Self.type.rawValue))
    bytes.putUInt(1)
    bytes.putName(payer.value)
    bytes.putField(2, sequence.value)
    bytes.putUInt(3)
    bytes.putWord(previous.word)
    bytes.putField(4, amount.minorUnits)
    bytes.putUInt(5)
    bytes.putName(payee.value)
    if let request {
      bytes.putUInt(6)
      bytes.putWord(request.word)
    }
    bytes.putField(7, UInt64(verification.rawValue))
    if let sealed {
      bytes.putUInt(8)
      bytes.putWord(sealed.word)
    }
  }

  public init(payload: RawSpan) throws(WireError) {
    var fields = try FieldReader(payload)
    try fields.type(Self.type)
    payer = Serial(try fields.name(1))
    sequence = SequenceNumber(try fields.counter(2, from: 1))
    previous = Head(try fields.word(3))
    amount = try fields.amount(4)
    guard !amount.isZero else { throw .outOfRange }
    payee = Serial(try fields.name(5))
    let requestWord = try fields.optionalWord(6)
    request = requestWord.map { Digest($0) }
    verification = try fields.uint(7, in: 0...1) == 0 ? .none : .pin
    let sealedWord = try fields.optionalWord(8)
    sealed = sealedWord.map { Commitment($0) }
    try fields.finish()
  }
}
