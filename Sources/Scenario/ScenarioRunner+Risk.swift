import Home
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import Wire

extension ScenarioRunner {
  func report(_ name: String, _ kind: ClaimKind, by other: String?) throws {
    guard let serial = serial(name) else { return }
    try home.take(
      claim: try home.claim(kind, on: serial, replacement: other.flatMap { self.serial($0) }))
    guard kind != .found else { return }
    result.notes.append("the ledger suspends it: it loads nothing, and its certificate will end")
  }

  func refund(_ name: String) throws {
    guard let serial = purses[name]?.closed ?? serial(name) else { return }
    let paid = try home.payClaim(on: serial)
    let account = purses[name]?.account ?? name
    result.notes.append(
      paid.isZero ? "there is nothing new to pay" : "\(money(paid)) goes to \(account)'s account")
  }

  /// Every proof against a purse holds for a third party who has the root's key and what it signed; with
  /// a byte changed it does not.
  func prove(_ name: String, at place: Place) throws {
    let proofs = try home.books.proofs.rows.values.filter { $0.serial == serial(name) }
    guard !proofs.isEmpty else { throw problem(place, "no proof names \(name)") }
    for proof in proofs {
      guard
        (try? home.verify(proof: proof.packet))
          == ProvenFault(serial: proof.serial, kind: proof.kind)
      else { throw problem(place, "a proof against \(name) does not hold") }
      var altered = proof.packet
      altered[altered.count / 2] ^= 1
      guard (try? home.verify(proof: altered)) == nil else {
        throw problem(place, "an altered proof against \(name) holds")
      }
      result.notes.append(
        "it holds, and shows \(proof.kind.words); with one bit changed it does not")
    }
  }

  func policyID(of name: String) throws -> UInt16 {
    try device(name).purse.currentCertificate?.content.policyID ?? 0
  }

  /// What the host of a payee's purse sees of a payment before the purse does (SUS-10, SUS-11).
  func look(at payment: Packet, by name: String) throws {
    var purse = try device(name).purse
    var seen = sightings[name] ?? Sightings()
    let fork = try purse.see(payment, in: &seen, hash: SoftwareHash()) { payment, key, seconds in
      payment.holds(by: key, beside: seconds)
    }
    sightings[name] = seen
    guard let fork else { return }
    guard (try? home.verify(proof: fork.proof.bytes))?.kind == .fork else {
      preconditionFailure("a fork that was seen is a proof")
    }
    result.notes.append("\(name)'s device has the proof, and brings it to the ledger")
    throw Refusal.signedTwice
  }
}
