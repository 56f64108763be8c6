import PurseCrypto
import Wire

/// The keys that signatures are checked with besides those that travel with a message: none, or those
/// of a home.
public struct KeyRing: Sendable {
  public var root: PublicKey?
  public var authorities: [Signed<Authority>]
  /// The certificates that the ledger knows.
  public var certificates: [Serial: Signed<Certificate>]
  /// Second signatures of suite 3, for what they travel with.
  public var seconds: SecondSignatures

  public init(
    root: PublicKey?, authorities: [Signed<Authority>],
    certificates: [Serial: Signed<Certificate>], seconds: SecondSignatures = SecondSignatures()
  ) {
    self.seconds = seconds
    self.root = root
    self.authorities = authorities
    self.certificates = certificates
  }

  public static let none = KeyRing(root: nil, authorities: [], certificates: [:])

  /// Adds what lies beside a message. What travels is believed only as far as it is itself
  /// certified, which is shown apart.
  func adding(seconds items: [[UInt8]]) -> KeyRing {
    var ring = self
    ring.seconds.form(union: SecondSignatures(items, hash: SoftwareHash()))
    return ring
  }

  /// The same for certificates.
  func adding(_ certificate: [UInt8]?, _ authority: [UInt8]?) -> KeyRing {
    var ring = self
    if let certificate, let signed = try? Signed<Certificate>(certificate.span.bytes),
      ring.certificates[signed.content.serial] == nil
    {
      ring.certificates[signed.content.serial] = signed
    }
    if let authority, let signed = try? Signed<Authority>(authority.span.bytes),
      !ring.authorities.contains(where: { $0.content.id == signed.content.id })
    {
      ring.authorities.append(signed)
    }
    return ring
  }
}

extension KeyRing {
  typealias Check = Inspection.SignatureCheck

  /// A signature by the purse of this serial.
  func check<Content: MessageContent>(_ message: Signed<Content>, by serial: Serial) -> Check {
    let name = "purse \(serial.inspected)"
    guard let certificate = certificates[serial] else {
      return Check(
        signer: name, state: .unchecked,
        reason: "its certificate is not here; give --home, or a packet that has it")
    }
    return verify(message, by: certificate.content.key, signer: name)
  }

  /// A signature by an authority of this role.
  func check<Content: MessageContent>(
    _ message: Signed<Content>, by id: AuthorityID?, role: AuthorityRole
  ) -> Check {
    let known = authorities.filter {
      $0.content.role == role && (id == nil || $0.content.id == id)
    }
    let name = role == .ledger ? "the ledger" : "issuer \(Serial(id?.value ?? 0).inspected)"
    guard let first = known.first else {
      return Check(
        signer: name, state: .unchecked, reason: "its authority is not here; give --home")
    }
    var check = verify(message, by: first.content.key, signer: name)
    if check.state == .holds, let root {
      let chain = verify(first, by: root, signer: "the root")
      check.reason += chain.state == .holds ? ", which the root certifies" : ""
    }
    return check
  }

  /// A signature by the root.
  func checkByRoot<Content: MessageContent>(_ message: Signed<Content>) -> Check {
    guard let root else {
      return Check(
        signer: "the root", state: .unchecked,
        reason: "the root's key never travels; give --home")
    }
    return verify(message, by: root, signer: "the root")
  }

  private func verify<Content: MessageContent>(
    _ message: Signed<Content>, by key: PublicKey, signer: String
  ) -> Check {
    guard key.suite != .es256 || key.parsed != nil else {
      return Check(signer: signer, state: .fails, reason: "its key is not a point of the curve")
    }
    guard message.algorithm == key.suite.algorithm else {
      return Check(
        signer: signer, state: .fails,
        reason: "signed with \(message.algorithm.name), but the key is one of \(key.suite.name)")
    }
    if key.suite == .es256MLDSA65 { return verifyBoth(message, by: key, signer: signer) }
    let holds = message.holds(by: key)
    return Check(
      signer: signer, state: holds ? .holds : .fails,
      reason: holds ? "under the key of \(signer)" : "not under the key of \(signer)")
  }
}

extension KeyRing {
  /// A key of suite 3 signs twice, and both count (SUI-21).
  private func verifyBoth<Content: MessageContent>(
    _ message: Signed<Content>, by key: PublicKey, signer: String
  ) -> Check {
    let digest = message.digest(hash: SoftwareHash())
    guard message.signature.holds(over: digest, byHalfOf: key) else {
      return Check(
        signer: signer, state: .fails, reason: "its first one is not under the key of \(signer)")
    }
    guard let second = seconds[key, digest] else {
      return Check(
        signer: signer, state: .unchecked,
        reason:
          "the first of two holds; the second, ML-DSA-65, is not here, and nothing counts without it"
      )
    }
    let holds = second.holds(over: digest, by: key)
    return Check(
      signer: signer, state: holds ? .holds : .fails,
      reason: holds
        ? "both, ES256 and ML-DSA-65, under the key of \(signer)"
        : "its second one, ML-DSA-65, is not under the key of \(signer)")
  }
}

extension Serial {
  var inspected: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
