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

  /// - Parameters:
  ///   - authorities: the issuers' and the ledger's certificates, signed by the root.
  ///   - seconds: the root's second signatures of them, where it is of suite 3.
  public init(
    root: PublicKey, authorities: [Signed<Authority>], crypto: Crypto,
    seconds: SecondSignatures = SecondSignatures()
  ) throws(ProofError) {
    for authority in authorities where !crypto.holds(authority, by: root, beside: seconds) {
      throw .badAuthority
    }
    self.authorities = authorities.map(\.content)
    self.crypto = crypto
  }

  /// Names the purse that the proof convicts.
  public func verify(_ packet: Packet) throws(ProofError) -> ProvenFault {
    guard packet.kind == .proof, let kind = packet.proof else { throw .notAProof }
    let seconds = SecondSignatures(packet.seconds, hash: crypto)
    guard let accused = try? Signed<Certificate>(packet.message.span.bytes),
      isGenuine(accused, seconds)
    else { throw .badCertificate }
    let parts = try ProofParts(
      packet.documents, accused: accused.content, crypto: crypto, seconds: seconds,
      isGenuine: { isGenuine($0, seconds) }, isGranted: { isGranted($0, seconds) })
    try parts.prove(kind)
    return ProvenFault(serial: accused.content.serial, kind: kind)
  }

  private func isGenuine(
    _ certificate: Signed<Certificate>, _ seconds: SecondSignatures
  ) -> Bool {
    authorities.contains {
      $0.role == .issuer && $0.id == certificate.content.issuer
        && crypto.holds(certificate, by: $0.key, beside: seconds)
    }
  }

  private func isGranted(_ grant: Signed<SyncGrant>, _ seconds: SecondSignatures) -> Bool {
    authorities.contains {
      $0.role == .ledger && crypto.holds(grant, by: $0.key, beside: seconds)
    }
  }
}
