import Payment
import Purse
import Settlement
import Wire

/// Forks that hosts see offline (docs/spec/claims.md, SUS-10 to SUS-13).
extension Country {
  /// The host of a payee's purse looks at a payment before the purse does. It goes on whatever it sees: what the
  /// purse makes of it is checked here as well.
  mutating func see(_ action: Action, by person: Int) {
    switch action {
    case .accept(let number), .refuse(let number):
      guard let packet = letter(number)?.packet, packet.kind == .payment else { return }
      let crypto = bank.ledger.crypto
      var purse = people[person].purse
      _ = try? purse.see(
        packet, in: &people[person].sightings, hash: hash
      ) { payment, key, seconds in crypto.holds(payment, by: key, beside: seconds) }
    default: return
    }
  }

  /// A broken device pays twice at one place of its journal, both times at the same payee's.
  mutating func payTwice(_ person: Int, to payee: Int, _ amount: UInt64) throws(Violation)
    -> Touched?
  {
    guard !people[person].isHonest, people.indices.contains(payee), payee != person else {
      return nil
    }
    let status = people[person].purse.status
    for extra in 0...1 as ClosedRange<UInt64> {
      let payment = Payment(
        payer: people[person].current, sequence: status.sequence.next, previous: status.head,
        amount: Amount(units: max(1, amount) + extra), payee: people[payee].current, request: nil,
        verification: .pin, sealed: nil)
      let message = sign(payment, by: person)
      try notePayment(message, by: person)
      send(packet(.payment, message, of: person), from: person, to: payee)
    }
    return .nothing
  }

  /// A broken device says that two payments are a fork: honest ones, or not even two.
  func accusation(_ first: Int, _ second: Int) -> Packet? {
    guard let one = letter(first)?.packet, let two = letter(second)?.packet,
      one.kind == .payment, two.kind == .payment
    else { return nil }
    var proof = Packet(kind: .proof, message: one.certificate ?? [])
    proof.proof = .fork
    proof.documents = [one.message, two.message]
    return proof
  }

  /// What the ledger takes of an upload: all of it, but with the canary.
  func heard(_ upload: Packet) -> Packet {
    guard canary == .ignoresSightings else { return upload }
    var upload = upload
    upload.documents.removeAll { (try? Packet($0))?.kind == .proof }
    return upload
  }

  /// SUS-12: whom a proof names that was brought is convicted; I7 sees to it that nobody honest is.
  func checkSightings(in upload: Packet) throws(Violation) {
    for document in upload.documents {
      guard let proof = try? Packet(document), proof.kind == .proof,
        let verifier = try? ProofVerifier(
          root: bank.rootKey, authorities: [bank.issuer, bank.authority],
          crypto: bank.ledger.crypto),
        let fault = try? verifier.verify(proof),
        // A restored ledger may have forgotten the serial.
        let row = bank.ledger.book.holder(of: fault.serial)
      else { continue }
      guard row.isConvicted else {
        throw Violation(.blame, "a fork was seen and reported, and nobody is convicted")
      }
    }
  }
}
