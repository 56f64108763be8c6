import Wire

/// What the ledger needs of its keys. The keys stay behind it, in an HSM where there is one.
public protocol LedgerCryptography: SignatureVerifier {
  /// Signs with the ledger's key.
  mutating func signAsLedger(_ digest: Digest) -> Signature
  /// Signs a batch's digests with the ledger's key; the signatures have the same places.
  mutating func signAsLedger(_ digests: [Digest]) -> [Signature]
  /// Signs with an issuer's key that the central bank keeps on its behalf; nil when it is not here.
  mutating func sign(_ digest: Digest, as issuer: AuthorityID) -> Signature?
  /// The plaintext of a purse's sealed part, or nil when it does not open under its commitment.
  func open(_ sealed: [UInt8], of purse: Serial, commitment: Commitment) -> [UInt8]?
}

extension LedgerCryptography {
  /// One after the other.
  public mutating func signAsLedger(_ digests: [Digest]) -> [Signature] {
    var signatures: [Signature] = []
    for digest in digests { signatures.append(signAsLedger(digest)) }
    return signatures
  }
}
