import Purse
import Wire

/// What a purse's host was shown of others' payments, and the proofs that came of it: two payments at one place
/// of one journal, which no honest purse signs (docs/spec/claims.md, SUS-10). It lies beside the purse, not in it.
public struct Sightings: Equatable, Sendable {
  /// A purse that has signed two payments at one place.
  public struct Fork: Equatable, Sendable {
    public let serial: Serial
    /// A proof that anybody checks with public keys alone (SUS-1).
    public let proof: Packet
    /// A ledger has it.
    public var isReported: Bool

    public init(serial: Serial, proof: Packet, isReported: Bool) {
      self.serial = serial
      self.proof = proof
      self.isReported = isReported
    }
  }

  /// Payments with their certificates and second signatures, the oldest first.
  public private(set) var seen: [Packet]
  /// At most one a serial.
  public private(set) var forks: [Fork]

  public init(seen: [Packet] = [], forks: [Fork] = []) {
    self.seen = seen
    self.forks = forks
  }

  /// Keeps a payment. Its certificate must be one that the purse trusts, and its signature must hold:
  /// else others could fill the room, or have somebody shown as a suspect.
  /// - Returns: the fork, when another payment was seen at its place.
  public mutating func note<Hash: MessageHash>(_ payment: Packet, hash: Hash) -> Fork? {
    guard let new = payment.payment else { return nil }
    let digest = new.digest(hash: hash)
    var isKnown = false
    for other in seen {
      guard let known = other.payment, known.content.payer == new.content.payer,
        known.content.sequence == new.content.sequence
      else { continue }
      guard known.digest(hash: hash) == digest else {
        return note(new.content.payer, other, payment)
      }
      isKnown = true
    }
    if !isKnown { keep(payment) }
    return nil
  }

  /// What the next sync is to bring to the ledger (SUS-12).
  public var unreported: [Packet] { forks.filter { !$0.isReported }.map(\.proof) }

  public mutating func noteReported(_ proofs: [Packet]) {
    for i in forks.indices where proofs.contains(forks[i].proof) { forks[i].isReported = true }
  }

  private mutating func note(_ serial: Serial, _ first: Packet, _ second: Packet) -> Fork {
    if let known = forks.first(where: { $0.serial == serial }) { return known }
    var proof = Packet(kind: .proof, message: second.certificate ?? [])
    proof.proof = .fork
    proof.documents = [first.message, second.message]
    proof.seconds = first.seconds + second.seconds.filter { !first.seconds.contains($0) }
    let fork = Fork(serial: serial, proof: proof, isReported: false)
    if forks.count == Self.mostForks { forks.removeFirst(where: \.isReported) }
    if forks.count < Self.mostForks { forks.append(fork) }
    return fork
  }

  /// Without what only the payment itself needs.
  private mutating func keep(_ payment: Packet) {
    var kept = Packet(
      kind: .payment, message: payment.message, certificate: payment.certificate)
    kept.seconds = payment.seconds
    seen.append(kept)
    var size = seen.reduce(0) { $0 + $1.weight }
    while size > Self.mostBytes { size -= seen.removeFirst().weight }
  }

  /// Of payments kept, in bytes; and purses of which a proof is kept.
  public static let mostBytes = 262_144
  public static let mostForks = 64
}

extension Packet {
  fileprivate var payment: Signed<Payment>? { try? Signed<Payment>(message.span.bytes) }

  /// Near what it takes beside a device.
  fileprivate var weight: Int {
    message.count + (certificate?.count ?? 0) + seconds.reduce(0) { $0 + $1.count }
  }
}

extension [Sightings.Fork] {
  fileprivate mutating func removeFirst(where isOld: (Element) -> Bool) {
    if let place = firstIndex(where: isOld) { remove(at: place) }
  }
}

extension PurseAccess {
  /// Notes a payment that was shown to a purse's host, before the purse decides it (SUS-10).
  /// - Parameter holds: whether the payment's signature holds by the key of its certificate.
  /// - Returns: the fork, when another payment was seen at its place.
  public mutating func see<Hash: MessageHash>(
    _ packet: Packet, in sightings: inout Sightings, hash: Hash,
    holds: (Signed<Payment>, PublicKey, SecondSignatures) -> Bool
  ) throws -> Sightings.Fork? {
    guard let payment = try? Signed<Payment>(packet.message.span.bytes),
      let bytes = packet.certificate,
      let certificate = try? Signed<Certificate>(bytes.span.bytes).content,
      certificate.serial == payment.content.payer,
      holds(payment, certificate.key, SecondSignatures(packet.seconds, hash: hash))
    else { return nil }
    do { _ = try execute(.check(certificate: bytes)) } catch is PurseError { return nil }
    return sightings.note(packet, hash: hash)
  }
}
