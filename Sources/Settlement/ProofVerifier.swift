import Wire

/// What a proof has shown.
public struct ProvenFault: Equatable, Sendable {
  public var serial: Serial
  public var kind: ProofKind
  public init(serial: Serial, kind: ProofKind) {
    self.serial = serial
    self.kind = kind
  }
}

/// Checks proofs as any third party can: with the root's public key and what the root has signed
/// (LED-70). The ledger is not asked, and its word counts for nothing but the grants it has signed.
public struct ProofVerifier<Crypto: SignatureVerifier & Sendable>: Sendable {
  private let authorities: [Authority]
  private let crypto: Crypto

  /// - Parameter authorities: the issuers' and the ledger's certificates, signed by the root.
  public init(
    root: PublicKey, authorities: [Signed<Authority>], crypto: Crypto
  ) throws(ProofError) {
    for authority in authorities where !crypto.holds(authority, by: root) { throw .badAuthority }
    self.authorities = authorities.map(\.content)
    self.crypto = crypto
  }

  /// Names the purse that the proof convicts.
  public func verify(_ packet: Packet) throws(ProofError) -> ProvenFault {
    guard packet.kind == .proof, let kind = packet.proof else { throw .notAProof }
    guard let accused = try? Signed<Certificate>(packet.message.span.bytes), isGenuine(accused)
    else { throw .badCertificate }
    let parts = try ProofParts(
      packet.documents, accused: accused.content, crypto: crypto,
      isGenuine: { isGenuine($0) }, isGranted: { isGranted($0) })
    try parts.prove(kind)
    return ProvenFault(serial: accused.content.serial, kind: kind)
  }

  private func isGenuine(_ certificate: Signed<Certificate>) -> Bool {
    authorities.contains {
      $0.role == .issuer && $0.id == certificate.content.issuer
        && crypto.holds(certificate, by: $0.key)
    }
  }

  private func isGranted(_ grant: Signed<SyncGrant>) -> Bool {
    authorities.contains { $0.role == .ledger && crypto.holds(grant, by: $0.key) }
  }
}
