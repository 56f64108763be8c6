import Purse
import Wire

extension Purse {
  /// Carries out one command.
  /// - Parameter time: the device's clock, which can only make the purse stricter; nil for none.
  public mutating func execute(
    _ command: PurseCommand, time: LedgerTime?
  ) throws(PurseError) -> PurseReply {
    guard let pin = command.pin else { return try countersigned(command, time: time) }
    try verify(pin: try PIN(ascii: pin.span.bytes))
    // A PIN that came with a command serves no other one, whether that command succeeds or not.
    defer { forgetHolder() }
    return try countersigned(command, time: time)
  }

  /// Once an answer is durable, the purse signs it the second time where its suite says so (SUI-23).
  private mutating func countersigned(
    _ command: PurseCommand, time: LedgerTime?
  ) throws(PurseError) -> PurseReply {
    let reply = try perform(command, time: time)
    switch command {
    case .request, .pay, .payDirect, .accept, .refuseRequest, .refusePayment, .lastAnswer:
      countersignAnswer()
    case .payment(let place): countersignPayment(at: place)
    case .syncRequest:
      guard case .upload(var packet) = reply else { return reply }
      countersignSyncRequest()
      for item in packet.items where item.payment != nil { countersignPayment(at: item.sequence) }
      packet.seconds = secondsToReport.items
      return .upload(packet)
    case .applyGrant, .unblockPIN: dropCoveredSeconds()
    default: break
    }
    return reply
  }

  private mutating func perform(
    _ command: PurseCommand, time: LedgerTime?
  ) throws(PurseError) -> PurseReply {
    switch command {
    case .place, .status, .certificate, .policy, .doubts, .openRequests, .lastAnswer, .payment,
      .check, .blockList:
      return try readingCommand(command)
    case .request, .accept, .refuseRequest, .refusePayment:
      return .message(try payeeCommand(command, time: time))
    case .pay, .payDirect:
      return try payerCommand(command, time: time)
    case .syncRequest(let wishes): return .upload(try upload(wishes: wishes))
    default:
      try silentCommand(command)
      return .done
    }
  }

  /// Commands that change nothing (PUR-6).
  private mutating func readingCommand(
    _ command: PurseCommand
  ) throws(PurseError) -> PurseReply {
    switch command {
    case .place:
      return .place(
        PursePlace(
          sequence: sequence, requestNumber: requestNumber, policyNumber: policyNumber,
          blockListNumber: blockListNumber))
    case .status: return .status(readStatus())
    case .certificate: return message(currentCertificate.map { [UInt8]($0) })
    case .policy: return message(currentPolicy.map { [UInt8]($0) })
    case .doubts:
      var doubts: [Doubt] = []
      while let doubt = doubt(doubts.count) { doubts.append(doubt) }
      return .doubts(doubts)
    case .openRequests:
      var open: [AskedFor] = []
      while let next = openRequest(open.count) {
        open.append(AskedFor(request: next.digest, amount: next.amount))
      }
      return .openRequests(open)
    case .lastAnswer:
      var answer = PurseAnswer()
      lastAnswer(into: &answer)
      return message(answer.count == 0 ? nil : answer.array)
    case .blockList(let part):
      var message = Bytes<512>()
      readBlockList(part: part, into: &message)
      return self.message(message.count == 0 ? nil : message.array)
    case .payment(let place):
      var payment = PurseAnswer()
      readPayment(at: place, into: &payment)
      guard payment.count > 0 else { return .nothing }
      var sealed = SealedBytes()
      readSealed(of: place, into: &sealed)
      return .payment(payment.array, sealed: sealed.count == 0 ? nil : sealed.array)
    case .check(let certificate):
      try check(certificate: certificate.span.bytes)
      return .done
    default: preconditionFailure("not a reading command")
    }
  }

  private func message(_ bytes: [UInt8]?) -> PurseReply { bytes.map { .message($0) } ?? .nothing }

  /// Commands that answer with nothing but success.
  private mutating func silentCommand(_ command: PurseCommand) throws(PurseError) {
    switch command {
    case .verifyPIN(let digits): try verify(pin: try PIN(ascii: digits.span.bytes))
    case .changePIN(let old, let new):
      try change(pin: try PIN(ascii: old.span.bytes), to: try PIN(ascii: new.span.bytes))
    case .takeAcceptance(let expected, let acceptance, let certificate):
      try take(
        expected: expected, acceptance: acceptance.span.bytes, certificate: certificate.span.bytes)
    case .takeRefusal(let expected, let refusal, let certificate):
      try take(expected: expected, refusal: refusal.span.bytes, certificate: certificate.span.bytes)
    case .unload(let expected, let amount, _): try unload(expected: expected, amount: amount)
    case .applyGrant(let grant): try apply(grant: grant.span.bytes)
    case .unblockPIN(let grant, nil): try unblock(grant: grant.span.bytes, newPIN: nil)
    case .unblockPIN(let grant, let new?):
      try unblock(grant: grant.span.bytes, newPIN: try PIN(ascii: new.span.bytes))
    case .learnAuthority(let authority): try learn(authority: authority.span.bytes)
    case .updatePolicy(let policy): try update(policy: policy.span.bytes)
    case .takeBlockList(let list): try take(blockList: list.span.bytes)
    default: preconditionFailure("not a command without an answer")
    }
  }

  private mutating func payeeCommand(
    _ command: PurseCommand, time: LedgerTime?
  ) throws(PurseError) -> [UInt8] {
    var answer = PurseAnswer()
    switch command {
    case .request(let number, let amount):
      try request(number: number, amount: amount, time: time, answer: &answer)
    case .accept(let expected, let payment, let certificate, let sealed, _):
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
    case .pay(let expected, let request, let certificate, _):
      try pay(
        expected: expected, request: request.span.bytes, certificate: certificate.span.bytes,
        time: time, answer: &answer, sealed: &sealed)
    case .payDirect(let expected, let amount, let payee, let certificate, _):
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
    packet.start = uploadStart()
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
