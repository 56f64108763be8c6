import Payment
import Purse
import Settlement
import Wire

/// What broken devices try, to have an honest one accused: their keys sign whatever helps, over anything
/// that they were ever sent.
extension Country {
  /// - Returns: whether there was anything to sign.
  mutating func frame(_ frame: Frame, by person: Int, over letter: Letter) throws(Violation) -> Bool
  {
    let packet = letter.packet
    switch frame {
    case .takesPayment, .takesAltered:
      guard packet.kind == .payment, let payment = letter.payment else { return false }
      let signature = frame == .takesAltered ? payment.signature.altered : payment.signature
      return report(
        by: person,
        adding: .received(
          payment: payment.digest(hash: hash), amount: payment.content.amount, signature: signature),
        payment: packet, gains: Int64(payment.content.amount.minorUnits))
    case .refusesPayment:
      guard let payment = letter.payment else { return false }
      let digest = payment.digest(hash: hash)
      try model.refused(.payment(digest), by: person)
      return report(by: person, adding: .refusedPayment(digest), payment: nil, gains: 0)
    case .confirmed, .confirmedElsewhere:
      guard let acceptance = try? Signed<Acceptance>(packet.message.span.bytes) else {
        return false
      }
      let content = acceptance.content
      return report(
        by: person,
        adding: .confirmed(
          payment: content.payment,
          sequence: frame == .confirmed ? content.sequence : content.sequence.next,
          signature: acceptance.signature), payment: nil, gains: 0)
    case .refunded, .refundedAltered:
      return reportRefund(by: person, isAltered: frame == .refundedAltered, packet)
    case .leavesOut, .paysNothing:
      return report(
        by: person, adding: frame == .leavesOut ? nil : .unloaded(Amount(units: 1)), payment: nil,
        gains: frame == .leavesOut ? 0 : -1, leavesOut: frame == .leavesOut)
    case .enclosesOld: return try enclose(letter, by: person)
    case .acceptsOld, .refusesOld:
      return try decide(letter, by: person, accepts: frame == .acceptsOld)
    case .saysRestored: return saysRestored(person, letter)
    case .paysAsAnother, .takesFromAnother, .acceptsAsAnother, .refusesAsAnother:
      return impersonate(frame, by: person, letter)
    }
  }

  /// A refund of anything that the refusal may speak of.
  private mutating func reportRefund(by person: Int, isAltered: Bool, _ packet: Packet) -> Bool {
    guard let refusal = try? Signed<Refusal>(packet.message.span.bytes) else { return false }
    let signature = isAltered ? refusal.signature.altered : refusal.signature
    let digest: Digest
    let byRequest: Bool
    switch refusal.content.subject {
    case .payment(let payment): (digest, byRequest) = (payment, false)
    case .request(let request):
      let paid = model.entries.filter { $0.value.request == request }
      guard let first = paid.keys.min(by: { $0.word.a < $1.word.a }) else { return false }
      (digest, byRequest) = (first, true)
    }
    guard let amount = model.entries[digest]?.amount else { return false }
    return report(
      by: person,
      adding: .refunded(
        payment: digest, amount: Amount(units: UInt64(amount)), byRequest: byRequest,
        signature: signature), payment: nil, gains: amount)
  }

  /// A report like the purse's own, with an entry more or some fewer, and a sum that fits.
  private mutating func report(
    by person: Int, adding entry: JournalEntry?, payment: Packet?, gains: Int64,
    leavesOut: Bool = false
  ) -> Bool {
    var purse = people[person].purse
    guard case .upload(var packet)? = try? purse.execute(.syncRequest(SyncWishes()), time: nil),
      let signed = try? Signed<SyncRequest>(packet.message.span.bytes)
    else { return false }
    var request = signed.content
    if leavesOut {
      guard let dropped = packet.items.popLast(), dropped.sequence == request.last else {
        return false
      }
      request.last = SequenceNumber(request.last.value - 1)
    }
    if let entry {
      var bytes = Bytes<2_048>()
      entry.encode(into: &bytes)
      request.last = request.last.next
      packet.items.append(
        Packet.Item(
          sequence: request.last, entry: bytes.array, payment: payment?.message,
          sealed: payment?.sealed))
    }
    guard let start = packet.start ?? bank.ledger.book.purses[request.serial]?.head else {
      return false
    }
    request.head = packet.items.reduce(start) { head, item in
      item.sequence < request.first ? head : head.extended(by: item.entry.span.bytes, hash: hash)
    }
    let value = Int64(request.spendable.minorUnits) + gains
    request.spendable = Amount(units: UInt64(max(0, value)))
    packet.message = sign(request, by: person)
    packet.seconds += (payment?.seconds ?? []) + seconds(of: packet.message, by: person)
    send(packet, from: person, to: nil)
    return true
  }

  /// A payment to somebody whose sealed part gives an old payment as what backs it, whoever it was to.
  private mutating func enclose(_ letter: Letter, by person: Int) throws(Violation) -> Bool {
    guard let inner = letter.payment, let payee = people.indices.first(where: { $0 != person })
    else { return false }
    let plaintext = Self.plaintext(letter.packet.message)
    let commitment = SealedPart.commitment(to: plaintext.span.bytes, hash: hash)
    let amount = inner.content.amount
    let payment = Payment(
      payer: people[person].current, sequence: people[person].purse.status.sequence.next,
      previous: people[person].purse.status.head, amount: amount, payee: people[payee].current,
      request: nil, verification: .pin, sealed: commitment)
    let message = sign(payment, by: person)
    try notePayment(message, by: person)
    var packet = packet(.payment, message, of: person)
    let key = ModelMath.purseKey(bank.ledger.crypto.master, people[person].serial)
    packet.sealed = (0..<plaintext.count + SealedPart.overhead).map { i in
      (i < plaintext.count ? plaintext[i] : 0) ^ ModelMath.streamByte(key, commitment, at: i)
    }
    send(packet, from: person, to: payee)
    return true
  }

  /// The plaintext of a sealed part (MSG-30) with one payment and no more inside.
  private static func plaintext(_ payment: [UInt8]) -> [UInt8] {
    var bytes = Bytes<4_096>()
    bytes.putArray(3)
    let salt = Word32(1, 2, 3, 4).array.prefix(16)
    bytes.putBytes(Array(salt).span.bytes)
    bytes.putArray(4)
    for _ in 0..<4 { bytes.putUInt(0) }
    bytes.putArray(1)
    bytes.putArray(2)
    bytes.putBytes(payment.span.bytes)
    bytes.putNull()
    return bytes.array
  }

  /// What another has said, said otherwise, with a signature that is not his.
  private mutating func impersonate(_ frame: Frame, by person: Int, _ letter: Letter) -> Bool {
    guard var payment = letter.payment?.content else { return false }
    let digest = payment.digest(hash: hash)
    let payee = self.person(payment.payee)
    switch frame {
    case .paysAsAnother, .takesFromAnother:
      payment.amount = Amount(units: payment.amount.minorUnits + 1)
      payment.payee = people[person].current
      var packet = letter.packet
      packet.message = sign(payment, by: person)
      packet.sealed = nil
      guard frame == .takesFromAnother, let signed = try? Signed<Payment>(packet.message.span.bytes)
      else { return bring(packet, by: person) }
      return report(
        by: person,
        adding: .received(
          payment: payment.digest(hash: hash), amount: payment.amount, signature: signed.signature),
        payment: packet, gains: Int64(payment.amount.minorUnits))
    default:
      guard let payee else { return false }
      let message =
        frame == .refusesAsAnother
        ? sign(Refusal(subject: .payment(digest)), by: person)
        : sign(
          Acceptance(payment: digest, sequence: people[payee].purse.status.sequence), by: person)
      return bring(packet(.decision, message, of: payee), by: person)
    }
  }

  /// A report with something beside it.
  private mutating func bring(_ packet: Packet, by person: Int) -> Bool {
    guard report(by: person, adding: nil, payment: nil, gains: 0), let last = mail.indices.last
    else { return false }
    mail[last].packet.documents = [packet.bytes]
    return true
  }

  /// Reports itself, or the copy that it keeps, as restored, and goes on as before. What the ledger makes of it
  /// is the next thing that it can exchange its memory for.
  private mutating func saysRestored(_ person: Int, _ letter: Letter) -> Bool {
    let holder = people[person]
    let memory = (letter.number % 2 == 0 ? holder.copy : nil) ?? holder.purse
    let crypto = ModelPurseCrypto(
      seed: 0x5E7B_ACC0 &+ UInt64(tally.steps) << 20, suites: memory.crypto.suites)
    var purse = ModelPurse(crypto: crypto, storage: memory.storage)
    guard (try? purse.markRestored()) != nil,
      case .upload(let packet)? = try? purse.execute(.syncRequest(SyncWishes()), time: nil)
    else { return false }
    people[person].copy = purse
    send(packet, from: person, to: nil)
    return true
  }

  /// A decision on any payment of any day, his own or not, under whatever serial he has by now.
  private mutating func decide(
    _ letter: Letter, by person: Int, accepts: Bool
  ) throws(Violation) -> Bool {
    guard let digest = letter.payment?.digest(hash: hash) else { return false }
    let message =
      accepts
      ? sign(
        Acceptance(payment: digest, sequence: people[person].purse.status.sequence.next), by: person
      )
      : sign(Refusal(subject: .payment(digest)), by: person)
    send(packet(.decision, message, of: person), from: person, to: letter.from)
    return true
  }
}

extension Signature {
  /// One that holds for nothing.
  fileprivate var altered: Signature {
    var r = r
    r.d ^= 1
    return Signature(r: r, s: s)
  }
}
