import Payment
import Purse
import Settlement
import Wire

extension Country {
  /// Who does what for an action; nil when it can't be done any more.
  func command(for action: Action) -> (person: Int, command: PurseCommand)? {
    switch action {
    case .request(let person, _, let amount):
      let number = people[person].purse.status.requestNumber.next
      return (person, .request(number: number, amount: Amount(units: amount)))
    case .payDirect(let person, let payee, let amount):
      return (
        person,
        .payDirect(
          expected: next(person), amount: Amount(units: amount), payee: serial(payee, amount),
          certificate: [])
      )
    case .unload(let person, let amount):
      return (person, .unload(expected: next(person), amount: Amount(units: amount)))
    case .refuseRequest(let person):
      var purse = people[person].purse
      guard let open = purse.openRequest(0) else { return nil }
      return (person, .refuseRequest(expected: next(person), request: open.digest))
    case .pay(let number), .accept(let number), .refuse(let number), .take(let number),
      .apply(let number):
      guard let letter = letter(number), let person = letter.to else { return nil }
      return command(for: action, letter, person).map { (person, $0) }
    default: return nil
    }
  }

  private func command(for action: Action, _ letter: Letter, _ person: Int) -> PurseCommand? {
    let packet = letter.packet
    let certificate = packet.certificate ?? []
    switch (action, packet.kind) {
    case (.pay, .request):
      return .pay(expected: next(person), request: packet.message, certificate: certificate)
    case (.accept, .payment):
      return .accept(
        expected: next(person), payment: packet.message, certificate: certificate,
        sealed: packet.sealed ?? [])
    case (.refuse, .payment):
      return .refusePayment(expected: next(person), payment: packet.message)
    case (.take, .decision):
      if (try? Signed<Refusal>(packet.message.span.bytes)) != nil {
        return .takeRefusal(
          expected: next(person), refusal: packet.message, certificate: certificate)
      }
      return .takeAcceptance(
        expected: next(person), acceptance: packet.message, certificate: certificate)
    case (.apply, .grant): return .applyGrant(packet.message)
    default: return nil
    }
  }

  private func next(_ person: Int) -> SequenceNumber { people[person].purse.status.sequence.next }

  /// The payee's serial, as the payer knows it: often from a sticker, which has the first one for ever.
  /// One that nobody has, for a payee who doesn't exist.
  private func serial(_ person: Int, _ amount: UInt64) -> Serial {
    guard people.indices.contains(person) else { return Serial(999) }
    return amount % 3 == 0 ? people[person].serial : people[person].current
  }

  /// Tells the model what a command has done.
  mutating func record(
    _ action: Action, by person: Int, _ reply: PurseReply
  ) throws(Violation) {
    try checkNotListed(action, reply, by: person)
    switch (action, reply) {
    case (.request, .message(let message)):
      guard let request = try? Signed<Request>(message.span.bytes) else { return }
      model.requested(request.content, request.digest(hash: hash), by: person)
    case (.pay, .payment(let message, _)), (.payDirect, .payment(let message, _)):
      try notePayment(message, by: person)
    case (.accept(let number), .message(let message)):
      guard let letter = letter(number), let payment = letter.payment,
        let acceptance = try? Signed<Acceptance>(message.span.bytes)
      else { return }
      try model.taken(
        payment.digest(hash: hash), by: person,
        at: PaymentPlace(
          payer: payment.content.payee, sequence: acceptance.content.sequence))
    case (.refuse, .message(let message)), (.refuseRequest, .message(let message)):
      guard let refusal = try? Signed<Refusal>(message.span.bytes) else { return }
      try model.refused(refusal.content.subject, by: person)
    case (.take(let number), _): try recordDecision(number, by: person)
    case (.unload(_, let amount), _):
      let place = PaymentPlace(
        payer: people[person].current, sequence: people[person].purse.status.sequence)
      model.unloaded(Int64(amount), by: person, at: place)
    case (.apply(let number), _):
      hunt?.serials[people[person].current] = person
      guard let grant = letter(number)?.grant, people[person].isHonest else { return }
      try model.applied(grant, by: person)
      if let packet = letter(number)?.packet { keepIntroduction(packet, person) }
      if grant.restored, let serial = grant.certificate?.content.serial {
        people[person].serial = serial
      }
    default: return
    }
  }

  /// A payment was signed; the model learns it before anybody else does.
  mutating func notePayment(_ message: [UInt8], by payer: Int) throws(Violation) {
    guard let payment = try? Signed<Payment>(message.span.bytes) else { return }
    tally.payments += 1
    try model.paid(
      payment.content, payment.digest(hash: hash), by: payer, to: person(payment.content.payee))
  }

  private mutating func recordDecision(_ number: Int, by person: Int) throws(Violation) {
    guard people[person].isHonest, let letter = letter(number) else { return }
    if let acceptance = try? Signed<Acceptance>(letter.packet.message.span.bytes) {
      return try model.confirmed(acceptance.content.payment)
    }
    guard let refusal = try? Signed<Refusal>(letter.packet.message.span.bytes) else { return }
    switch refusal.content.subject {
    case .payment(let digest): try model.refunded(digest)
    case .request(let request):
      // The purse gives back the oldest payment to that request which is still in doubt.
      let payments = model.entries.filter {
        $0.value.payer == person && $0.value.request == request && !$0.value.isEnded
      }
      guard let oldest = payments.min(by: { $0.value.place.sequence < $1.value.place.sequence })
      else {
        throw Violation(.noCreation, "a refund without a payment in doubt")
      }
      try model.refunded(oldest.key)
    }
  }

  /// The answer goes where it is meant to go.
  mutating func sendAnswer(to action: Action, _ reply: PurseReply, by person: Int) {
    let certificate = people[person].purse.certificateMessage
    switch (action, reply) {
    case (.request(_, let payer, _), .message(let message)):
      let packet = Packet(kind: .request, message: message, certificate: certificate)
      send(introduced(packet, by: person), from: person, to: payer)
    case (_, .payment(let message, let sealed)):
      guard let payment = try? Signed<Payment>(message.span.bytes) else { return }
      let packet = Packet(
        kind: .payment, message: message, certificate: certificate, sealed: sealed)
      send(introduced(packet, by: person), from: person, to: self.person(payment.content.payee))
    case (.accept(let number), .message(let message)), (.refuse(let number), .message(let message)):
      let packet = Packet(kind: .decision, message: message, certificate: certificate)
      send(introduced(packet, by: person), from: person, to: letter(number)?.from)
    case (.refuseRequest, .message(let message)):
      let packet = Packet(kind: .decision, message: message, certificate: certificate)
      send(introduced(packet, by: person), from: person, to: payer(ofRefusal: message))
    case (.upload(_, _, let documents), .upload(let packet)):
      var packet = packet
      packet.documents =
        (documents.compactMap { letter($0)?.packet } + people[person].sightings.unreported)
        .map(\.bytes)
      send(packet, from: person, to: nil)
    default: return
    }
  }

  private func payer(ofRefusal message: [UInt8]) -> Int? {
    guard let refusal = try? Signed<Refusal>(message.span.bytes),
      case .request(let request) = refusal.content.subject
    else { return nil }
    return model.payersOfRequest[request]
  }
}

extension Letter {
  var payment: Signed<Payment>? { try? Signed<Payment>(packet.message.span.bytes) }
}
