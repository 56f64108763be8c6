import Purse
import Wire

/// One command to a purse, as a value that can be sent to wherever the purse is and sent again.
public enum PurseCommand: Equatable, Sendable {
  case status
  /// ASCII digits.
  case verifyPIN([UInt8])
  case request(number: RequestNumber, amount: Amount)
  case pay(expected: SequenceNumber, request: [UInt8], certificate: [UInt8])
  case payDirect(expected: SequenceNumber, amount: Amount, payee: Serial, certificate: [UInt8])
  case accept(
    expected: SequenceNumber, payment: [UInt8], certificate: [UInt8], sealed: [UInt8])
  case refuseRequest(expected: SequenceNumber, request: Digest)
  case refusePayment(expected: SequenceNumber, payment: [UInt8])
  case takeAcceptance(expected: SequenceNumber, acceptance: [UInt8], certificate: [UInt8])
  case takeRefusal(expected: SequenceNumber, refusal: [UInt8], certificate: [UInt8])
  case unload(expected: SequenceNumber, amount: Amount)
  case syncRequest(SyncWishes)
  case applyGrant([UInt8])
  case learnAuthority([UInt8])
  case updatePolicy([UInt8])
}

/// What a purse answers.
public enum PurseReply: Sendable {
  case done
  case status(PurseStatus)
  case message([UInt8])
  case payment([UInt8], sealed: [UInt8]?)
  /// A sync request with its entries, ready to go up.
  case upload(Packet)
}

extension Purse {
  /// Carries out one command.
  /// - Parameter time: the device's clock, which can only make the purse stricter; nil for none.
  public mutating func execute(
    _ command: PurseCommand, time: LedgerTime?
  ) throws(PurseError) -> PurseReply {
    switch command {
    case .status: return .status(status)
    case .verifyPIN(let digits):
      try verify(pin: try PIN(ascii: digits.span.bytes))
      return .done
    case .request, .accept, .refuseRequest, .refusePayment:
      return .message(try payeeCommand(command, time: time))
    case .pay, .payDirect:
      return try payerCommand(command, time: time)
    case .takeAcceptance(let expected, let acceptance, let certificate):
      try take(
        expected: expected, acceptance: acceptance.span.bytes, certificate: certificate.span.bytes)
      return .done
    case .takeRefusal(let expected, let refusal, let certificate):
      try take(expected: expected, refusal: refusal.span.bytes, certificate: certificate.span.bytes)
      return .done
    case .unload(let expected, let amount):
      try unload(expected: expected, amount: amount)
      return .done
    case .syncRequest(let wishes): return .upload(try upload(wishes: wishes))
    case .applyGrant(let grant):
      try apply(grant: grant.span.bytes)
      return .done
    case .learnAuthority(let authority):
      try learn(authority: authority.span.bytes)
      return .done
    case .updatePolicy(let policy):
      try update(policy: policy.span.bytes)
      return .done
    }
  }

  private mutating func payeeCommand(
    _ command: PurseCommand, time: LedgerTime?
  ) throws(PurseError) -> [UInt8] {
    var answer = PurseAnswer()
    switch command {
    case .request(let number, let amount):
      try request(number: number, amount: amount, time: time, answer: &answer)
    case .accept(let expected, let payment, let certificate, let sealed):
      try accept(
        expected: expected, payment: payment.span.bytes, certificate: certificate.span.bytes,
        sealed: sealed.span.bytes, time: time, answer: &answer)
    case .refuseRequest(let expected, let request):
      try refuse(expected: expected, request: request, answer: &answer)
    case .refusePayment(let expected, let payment):
      try refuse(expected: expected, payment: payment.span.bytes, answer: &answer)
    default: preconditionFailure("not a payee's command")
    }
    return answer.array
  }

  private mutating func payerCommand(
    _ command: PurseCommand, time: LedgerTime?
  ) throws(PurseError) -> PurseReply {
    var answer = PurseAnswer()
    var sealed = SealedBytes()
    switch command {
    case .pay(let expected, let request, let certificate):
      try pay(
        expected: expected, request: request.span.bytes, certificate: certificate.span.bytes,
        time: time, answer: &answer, sealed: &sealed)
    case .payDirect(let expected, let amount, let payee, let certificate):
      try payDirect(
        expected: expected, amount: amount, payee: payee, certificate: certificate.span.bytes,
        time: time, answer: &answer, sealed: &sealed)
    default: preconditionFailure("not a payer's command")
    }
    return .payment(answer.array, sealed: sealed.count == 0 ? nil : sealed.array)
  }

  /// The outstanding or a new sync request, with the entries it reports.
  private mutating func upload(wishes: SyncWishes) throws(PurseError) -> Packet {
    var message = Bytes<512>()
    try syncRequest(wishes: wishes, answer: &message)
    var packet = Packet(kind: .upload, message: message.array)
    packet.start = uploadStart
    var cursor = JournalCursor()
    var item = UploadItem()
    while nextUploadItem(&cursor, into: &item) {
      packet.items.append(
        Packet.Item(
          sequence: item.sequence, entry: item.entry.array,
          payment: item.payment.count == 0 ? nil : item.payment.array,
          sealed: item.sealed.count == 0 ? nil : item.sealed.array))
    }
    return packet
  }

  /// The purse's certificate as it travels; nil before personalisation.
  public var certificateMessage: [UInt8]? { currentCertificate.map { [UInt8]($0) } }
}
