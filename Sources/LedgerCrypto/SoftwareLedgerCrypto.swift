import Crypto
import PurseCrypto
import Settlement
import Wire

/// The ledger's cryptography with keys in memory. Parsed public keys are kept, because parsing
/// costs a quarter of a verification.
public struct SoftwareLedgerCrypto: LedgerCryptography, Sendable {
  private let digests = SoftwareHash()
  private let ledgerKey: SigningKey
  private let issuerKeys: [AuthorityID: SigningKey]
  private let master: Word32
  private let parsedKeys = KeyCache()

  public init(
    ledgerKey: P256.Signing.PrivateKey, issuerKeys: [AuthorityID: P256.Signing.PrivateKey],
    master: Word32
  ) {
    self.init(
      ledger: .es256(ledgerKey), issuers: issuerKeys.mapValues { .es256($0) }, master: master)
  }

  /// - Parameter issuers: the keys that the central bank keeps on their behalf. Keys may be of
  ///   different suites.
  public init(ledger: SigningKey, issuers: [AuthorityID: SigningKey], master: Word32) {
    ledgerKey = ledger
    issuerKeys = issuers
    self.master = master
  }

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    digests.hash(first, second)
  }

  public func verify(
    _ signature: Wire.Signature, over digest: Wire.Digest, by key: Wire.PublicKey
  ) -> Bool {
    guard let parsed = parsedKeys.parse(key) else { return false }
    return signature.holds(over: digest, by: parsed)
  }

  public func verify(_ check: SignatureCheck) -> Bool {
    switch check.key.suite {
    case .es256: verify(check.signature, over: check.digest, by: check.key)
    case .edDSA: check.signature.holds(over: check.message, byEd25519: check.key)
    case .es256MLDSA65: false
    }
  }

  public var ledgerSuite: Suite { ledgerKey.suite }
  public func suite(of issuer: AuthorityID) -> Suite { issuerKeys[issuer]?.suite ?? .es256 }

  public mutating func signAsLedger(_ digest: Wire.Digest) -> Wire.Signature {
    ledgerKey.sign(digest, of: [])
  }

  public mutating func sign(_ digest: Wire.Digest, as issuer: AuthorityID) -> Wire.Signature? {
    issuerKeys[issuer].map { $0.sign(digest, of: []) }
  }

  public mutating func signAsLedger(
    _ digest: Wire.Digest, of sigStructure: [UInt8]
  ) -> Wire.Signature { ledgerKey.sign(digest, of: sigStructure) }

  public mutating func sign(
    _ digest: Wire.Digest, of sigStructure: [UInt8], as issuer: AuthorityID
  ) -> Wire.Signature? { issuerKeys[issuer].map { $0.sign(digest, of: sigStructure) } }

  public func open(_ sealed: [UInt8], of purse: Serial, commitment: Commitment) -> [UInt8]? {
    Sealing.open(
      sealed, key: Sealing.purseKey(master: master, serial: purse), commitment: commitment)
  }
}
