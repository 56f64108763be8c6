import Settlement
import Wire

/// A ledger's cryptography that looks first among signatures already verified, on all cores, for the
/// batch at hand. What is not there is verified on the spot: being wrong about what a batch will need
/// costs time and nothing else.
public struct PrefetchedCrypto<Base: LedgerCryptography & Sendable>: LedgerCryptography, Sendable {
  public private(set) var base: Base
  /// Results for this batch.
  var known: [SignatureCheck: Bool] = [:]

  public init(_ base: Base) { self.base = base }

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    base.hash(first, second)
  }

  public func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    verify(SignatureCheck(signature: signature, digest: digest, key: key))
  }

  public func verify(_ check: SignatureCheck) -> Bool { known[check] ?? base.verify(check) }

  public func verifyEnvelope(_ check: SignatureCheck) -> Bool { base.verifyEnvelope(check) }
  public func secondAsLedger(of digest: Digest) -> SecondSignatures {
    base.secondAsLedger(of: digest)
  }
  public func second(of digest: Digest, as issuer: AuthorityID) -> SecondSignatures {
    base.second(of: digest, as: issuer)
  }

  public var ledgerSuite: Suite { base.ledgerSuite }
  public func suite(of issuer: AuthorityID) -> Suite { base.suite(of: issuer) }

  public mutating func signAsLedger(_ digest: Digest) -> Signature { base.signAsLedger(digest) }

  public mutating func signAsLedger(_ statements: [UnsignedStatement]) -> [Signature] {
    base.signAsLedger(statements)
  }

  public mutating func sign(_ digest: Digest, as issuer: AuthorityID) -> Signature? {
    base.sign(digest, as: issuer)
  }

  public mutating func signAsLedger(_ digest: Digest, of sigStructure: [UInt8]) -> Signature {
    base.signAsLedger(digest, of: sigStructure)
  }

  public mutating func sign(
    _ digest: Digest, of sigStructure: [UInt8], as issuer: AuthorityID
  ) -> Signature? { base.sign(digest, of: sigStructure, as: issuer) }

  public func open(_ sealed: [UInt8], of purse: Serial, commitment: Commitment) -> [UInt8]? {
    base.open(sealed, of: purse, commitment: commitment)
  }
}
