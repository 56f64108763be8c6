import Payment
import Purse
import Settlement
import Wire
import World

/// A broken device: it holds the key of a genuine purse that has not synced yet, and signs whatever
/// its holder wants. In the model a key's public half gives the private one away.
struct BrokenPurse {
  let certificate: Signed<Certificate>
  private var crypto = ModelPurseCrypto(seed: 0)
  private(set) var sequence = SequenceNumber.none
  private(set) var head = Head.start
  private(set) var items: [Packet.Item] = []
  private var covered = SequenceNumber.none
  private var start = Head.start
  var lastGrant = GrantNumber.none
  private var grant = Digest(.zero)

  init?(_ stage: Stage, _ name: String) {
    guard let certificate = stage.purses[name]?.currentCertificate else { return nil }
    self.certificate = certificate
  }

  var serial: Serial { certificate.content.serial }

  mutating func sign<Content: MessageContent>(_ content: Content) -> Signed<Content> {
    let handle = KeyHandle(certificate.content.key.x)
    return Signed(
      content: content, signature: crypto.sign(content.digest(hash: crypto), with: handle))
  }

  mutating func packet<Content: MessageContent>(
    _ kind: Packet.Kind, _ content: Content, sealed: [UInt8]? = nil
  ) -> Packet {
    Packet(
      kind: kind, message: [UInt8](sign(content)), certificate: [UInt8](certificate),
      sealed: sealed)
  }

  /// A payment at the next place, without an entry for it.
  func payment(_ amount: Amount, to payee: Serial, request: Digest? = nil) -> Payment {
    Payment(
      payer: serial, sequence: sequence.next, previous: head, amount: amount, payee: payee,
      request: request, verification: .none, sealed: nil)
  }

  /// Enters anything at all.
  mutating func enter(_ entry: JournalEntry, payment: [UInt8]? = nil) {
    var bytes = Bytes<1024>()
    entry.encode(into: &bytes)
    head = head.extended(by: bytes.span, hash: crypto)
    sequence = sequence.next
    items.append(
      Packet.Item(sequence: sequence, entry: bytes.array, payment: payment, sealed: nil))
  }

  /// Enters the last entry once more.
  mutating func enterAgain() {
    guard let last = items.last, let entry = try? JournalEntry(last.entry.span.bytes) else {
      return
    }
    enter(entry, payment: last.payment)
  }

  /// Pays, and enters it as it should.
  mutating func pay(_ amount: Amount, to payee: Serial, request: Digest? = nil) -> Packet {
    let payment = packet(.payment, payment(amount, to: payee, request: request))
    guard let signed = try? Signed<Payment>(payment.message.span.bytes) else { return payment }
    enter(.paid(payment: signed.digest(hash: crypto), amount: amount), payment: payment.message)
    return payment
  }

  /// Enters a payment as taken; what signs it is up to the caller.
  mutating func receive(_ payment: Packet, as signature: Signature? = nil) {
    guard let signed = try? Signed<Payment>(payment.message.span.bytes) else { return }
    enter(
      .received(
        payment: signed.digest(hash: crypto), amount: signed.content.amount,
        signature: signature ?? signed.signature), payment: payment.message)
  }

  /// Reports its entries and declares what it likes to have.
  mutating func upload(
    declaring amount: Amount, pending: Amount = .zero, load: Amount? = nil
  ) -> Packet {
    let request = SyncRequest(
      serial: serial, lastGrant: lastGrant, first: covered.next, last: sequence, head: head,
      spendable: amount, pending: pending, policyNumber: 1, blockListNumber: 0, appletVersion: 1,
      load: load, unblockPIN: false, checkpoint: nil)
    var packet = Packet(kind: .upload, message: [UInt8](sign(request)))
    packet.items = items
    packet.start = start
    return packet
  }

  /// Syncs and keeps the grant's number and results; `claim` changes what it enters of them.
  @discardableResult
  mutating func sync(
    _ stage: inout Stage, declaring amount: Amount, load: Amount? = nil,
    claim: (inout GrantResults) -> Void = { _ in }
  ) throws -> SyncGrant {
    let packet = upload(declaring: amount, load: load)
    let outcome = try stage.bank.ledger.sync(packet, time: stage.time)
    let signed = try Signed<SyncGrant>(outcome.grant.span.bytes)
    apply(signed, claim: claim)
    return signed.content
  }

  mutating func apply(_ signed: Signed<SyncGrant>, claim: (inout GrantResults) -> Void = { _ in }) {
    let grant = signed.content
    var results = GrantResults(
      number: grant.number, grant: signed.digest(hash: crypto), load: grant.load,
      released: grant.released, swept: grant.swept)
    for i in 0..<grant.deliveries.count {
      let delivery = grant.deliveries[i]
      results.deliveries.append(
        TransferOutcome(payment: delivery.payment, amount: delivery.amount, result: .tookEffect))
    }
    for i in 0..<grant.reversals.count {
      let reversal = grant.reversals[i]
      results.reversals.append(
        TransferOutcome(payment: reversal.payment, amount: reversal.amount, result: .tookEffect))
    }
    claim(&results)
    covered = sequence
    start = head
    items = []
    lastGrant = grant.number
    enter(.granted(results))
  }

  mutating func accept(_ payment: Packet) -> Packet {
    receive(payment)
    return packet(.decision, Acceptance(payment: Self.digest(payment), sequence: sequence))
  }

  mutating func refuse(_ payment: Packet) -> Packet {
    packet(.decision, Refusal(subject: .payment(Self.digest(payment))))
  }

  static func digest(_ payment: Packet) -> Digest {
    let hash = ModelPurseCrypto(seed: 0)
    guard let signed = try? Signed<Payment>(payment.message.span.bytes) else {
      return Digest(.zero)
    }
    return signed.digest(hash: hash)
  }
}
