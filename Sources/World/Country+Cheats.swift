import Payment
import Purse
import Settlement
import Wire

extension Country {
  /// What a broken device does. Its keys are in the hands of whoever broke it.
  mutating func cheat(_ action: Action) throws(Violation) -> Touched? {
    switch action {
    case .copy(let person):
      guard !people[person].isHonest else { return nil }
      people[person].copy = people[person].purse
    case .exchange(let person):
      guard !people[person].isHonest, let copy = people[person].copy else { return nil }
      people[person].copy = people[person].purse
      people[person].purse = copy
      hunt?.serials[people[person].current] = person
    case .forgePayment(let person, let payee, let amount, let sequence):
      guard !people[person].isHonest, people.indices.contains(payee), payee != person else {
        return nil
      }
      let payment = Payment(
        payer: people[person].current, sequence: SequenceNumber(max(1, sequence)),
        previous: people[person].purse.status.head, amount: Amount(units: max(1, amount)),
        payee: people[payee].current, request: nil, verification: .pin, sealed: nil)
      let message = sign(payment, by: person)
      try notePayment(message, by: person)
      send(packet(.payment, message, of: person), from: person, to: payee)
    case .payTwice(let person, let payee, let amount):
      return try payTwice(person, to: payee, amount)
    case .overstate(let person, let amount): return overstate(person, Amount(units: amount))
    case .accuse(let person, let first, let second):
      guard !people[person].isHonest, let proof = accusation(first, second) else { return nil }
      send(proof, from: person, to: nil)
    case .forgeRefusal(let number):
      guard let (letter, digest) = paymentToBroken(number), let person = letter.to else {
        return nil
      }
      let message = sign(Refusal(subject: .payment(digest)), by: person)
      try model.refused(.payment(digest), by: person)
      send(packet(.decision, message, of: person), from: person, to: letter.from)
    case .forgeAcceptance(let number):
      guard let (letter, digest) = paymentToBroken(number), let person = letter.to else {
        return nil
      }
      let acceptance = Acceptance(
        payment: digest, sequence: people[person].purse.status.sequence.next)
      send(
        packet(.decision, sign(acceptance, by: person), of: person), from: person,
        to: letter.from)
    default: return nil
    }
    return .nothing
  }

  private func paymentToBroken(_ number: Int) -> (Letter, Digest)? {
    guard let letter = letter(number), let payee = letter.to, !people[payee].isHonest,
      letter.packet.kind == .payment, let payment = letter.payment
    else { return nil }
    return (letter, payment.digest(hash: hash))
  }

  func packet(_ kind: Packet.Kind, _ message: [UInt8], of person: Int) -> Packet {
    var packet = introduced(
      Packet(kind: kind, message: message, certificate: people[person].purse.certificateMessage),
      by: person)
    packet.seconds += seconds(of: message, by: person)
    return packet
  }

  func sign<Content: MessageContent>(_ content: Content, by person: Int) -> [UInt8] {
    let key = people[person].purse.currentCertificate?.content.key ?? .zero
    let algorithm = key.suite.algorithm
    let signature = ModelMath.sign(content.digest(algorithm, hash: hash), secret: key.x)
    return [UInt8](Signed(content: content, signature: signature, algorithm: algorithm))
  }
}

extension Country {
  /// Canaries of the purse: its memory goes back to before a decision whose answer has left.
  mutating func spoil(_ action: Action, by person: Int, _ before: ModelPurse) {
    switch (action, canary) {
    case (.accept, .forgetsAcceptance), (.refuse, .forgetsRefusal),
      (.refuseRequest, .forgetsRefusal):
      people[person].purse = before
    default: return
    }
  }

  /// The canary that answers before it writes: the answer leaves although nothing was written.
  mutating func answerAnyway(
    _ action: Action, _ command: PurseCommand, by person: Int, _ before: ModelPurse
  ) throws(Violation) {
    var copy = before
    let tap = Tap(command: command, needsPIN: true, cut: nil)
    guard case .done(let reply) = try tap.perform(on: &copy) else { return }
    if case .payment(let message, _) = reply { try notePayment(message, by: person) }
    sendAnswer(to: action, reply, by: person)
  }

  /// Canaries of the ledger, after a sync of `reporter`.
  mutating func spoilLedger(_ reporter: Int) {
    switch canary {
    case .settlesTwice:
      for (digest, row) in bank.ledger.book.payments.rows where row.booking == .settled {
        bank.ledger.book.change(digest) { $0.booking = .none }
      }
    case .forgetsReversals:
      for serial in bank.ledger.book.purses.rows.keys {
        bank.ledger.book.purses.update(serial) { $0.reversalsDue = [] }
      }
    case .dropsAdvances:
      for (serial, row) in bank.ledger.book.purses.rows where !row.advance.isZero {
        bank.ledger.book.purses.update(serial) { $0.advance = .zero }
      }
    case .listsHonest: bank.ledger.list([people[reporter].current], time: time)
    case .ignoresWord: bank.ledger.rules.mayHaveForgotten = false
    case .blamesPayee:
      for proof in bank.ledger.book.proofs.rows.values where proof.kind == .fork {
        let serial = people[reporter].serial
        if bank.ledger.book.root(of: proof.serial) != serial {
          bank.ledger.book.purses.update(serial) { $0.isConvicted = true }
        }
      }
    default: return
    }
  }
}
