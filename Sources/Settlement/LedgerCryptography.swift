import Wire

/// What is to be signed.
public struct UnsignedStatement: Sendable {
  public let digest: Digest
  /// The Sig_structure, where the suite signs more than its digest: Ed25519 does. Else empty.
  public let sigStructure: [UInt8]
}

/// What the ledger needs of its keys. The keys stay behind it, in an HSM where there is one.
public protocol LedgerCryptography: SignatureVerifier {
  /// What the ledger's key signs with.
  var ledgerSuite: Suite { get }
  /// What an issuer's key that is here signs with.
  func suite(of issuer: AuthorityID) -> Suite
  /// Signs with the ledger's key, of suite 1.
  mutating func signAsLedger(_ digest: Digest) -> Signature
  /// Signs many statements with the ledger's key of any suite; the signatures have the same places.
  mutating func signAsLedger(_ statements: [UnsignedStatement]) -> [Signature]
  /// Signs with an issuer's key that the central bank keeps on its behalf; nil when it is not here.
  /// Of suite 1.
  mutating func sign(_ digest: Digest, as issuer: AuthorityID) -> Signature?
  /// Signs with the ledger's key of any suite. Ed25519 signs the Sig_structure.
  mutating func signAsLedger(_ digest: Digest, of sigStructure: [UInt8]) -> Signature
  /// Signs with an issuer's key of any suite.
  mutating func sign(
    _ digest: Digest, of sigStructure: [UInt8], as issuer: AuthorityID
  ) -> Signature?
  /// The second signature of what the ledger has signed and booked, with its key; none where it has one of suite 3
  /// only in name or not at all (SUI-23).
  func secondAsLedger(of digest: Digest) -> SecondSignatures
  /// The same of what an issuer here has signed.
  func second(of digest: Digest, as issuer: AuthorityID) -> SecondSignatures
  /// The plaintext of a purse's sealed part, or nil when it does not open under its commitment.
  func open(_ sealed: [UInt8], of purse: Serial, commitment: Commitment) -> [UInt8]?
}

/// Keys of suite 1, as an HSM may have, need no more.
extension LedgerCryptography {
  public var ledgerSuite: Suite { .es256 }
  public func suite(of issuer: AuthorityID) -> Suite { .es256 }
  public func secondAsLedger(of digest: Digest) -> SecondSignatures { SecondSignatures() }
  public func second(of digest: Digest, as issuer: AuthorityID) -> SecondSignatures {
    SecondSignatures()
  }

  public mutating func signAsLedger(_ digest: Digest, of sigStructure: [UInt8]) -> Signature {
    signAsLedger(digest)
  }

  public mutating func sign(
    _ digest: Digest, of sigStructure: [UInt8], as issuer: AuthorityID
  ) -> Signature? { sign(digest, as: issuer) }
}

extension LedgerCryptography {
  /// One after the other.
  public mutating func signAsLedger(_ statements: [UnsignedStatement]) -> [Signature] {
    var signatures: [Signature] = []
    for statement in statements {
      signatures.append(signAsLedger(statement.digest, of: statement.sigStructure))
    }
    return signatures
  }

  /// Whole messages, signed by the ledger.
  public mutating func signedAsLedger<Content: MessageContent>(
    _ contents: [Content]
  ) -> [Signed<Content>] {
    let algorithm = ledgerSuite.algorithm
    let signatures = signAsLedger(
      contents.map { content in
        UnsignedStatement(
          digest: content.digest(algorithm, hash: self),
          sigStructure: algorithm == .edDSA ? content.sigStructure(algorithm) : [])
      })
    return zip(contents, signatures).map {
      Signed(content: $0, signature: $1, algorithm: algorithm)
    }
  }

  /// A whole message, signed by the ledger.
  public mutating func signedAsLedger<Content: MessageContent>(
    _ content: Content
  ) -> Signed<Content> {
    signedAsLedger([content])[0]
  }

  /// A whole message, signed by an issuer; nil when its key is not here.
  public mutating func signed<Content: MessageContent>(
    _ content: Content, as issuer: AuthorityID
  ) -> Signed<Content>? {
    let algorithm = suite(of: issuer).algorithm
    return sign(
      content.digest(algorithm, hash: self),
      of: algorithm == .edDSA ? content.sigStructure(algorithm) : [], as: issuer
    ).map { Signed(content: content, signature: $0, algorithm: algorithm) }
  }
}
