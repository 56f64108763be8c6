import LedgerCrypto
import Settlement
import Wire

/// What whoever checks a proof must have: the root's public key, and the certificates of issuers and
/// ledger that it signed. All of it is public; a home is not needed.
public struct ProofAuthority: Sendable {
  public var root: PublicKey
  public var authorities: [Signed<Authority>]
  /// The root's second signatures of them, where it is of suite 3.
  public var seconds: [[UInt8]]

  public init(root: PublicKey, authorities: [Signed<Authority>], seconds: [[UInt8]] = []) {
    self.root = root
    self.authorities = authorities
    self.seconds = seconds
  }

  /// Names the purse that a proof convicts.
  public func verify(_ proof: Packet) throws(ProofError) -> ProvenFault {
    try ProofVerifier(
      root: root, authorities: authorities, crypto: SoftwareVerifier(),
      seconds: SecondSignatures(seconds, hash: SoftwareVerifier())
    ).verify(proof)
  }
}

extension Home {
  /// What a third party needs to check this home's proofs. A proof speaks of what was signed then: those whose place
  /// others have taken are among the authorities (KEY-20).
  public var proofAuthority: ProofAuthority {
    ProofAuthority(
      root: rootKey, authorities: authorities,
      seconds: bankKeys.rootSeconds.items)
  }

  /// Checks a proof as a third party would.
  public func verify(proof: [UInt8]) throws -> ProvenFault {
    try proofAuthority.verify(try Packet(proof))
  }
}
