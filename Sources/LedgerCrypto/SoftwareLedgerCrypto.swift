import Crypto
import Dispatch
import PKCS11
import PurseCrypto
import Settlement
import Wire

/// The ledger's cryptography: hashes, verifies and opens in software, and signs where its keys lie.
/// Parsed public keys are kept, because parsing costs a quarter of a verification.
public struct SoftwareLedgerCrypto: LedgerCryptography, Sendable {
  private let digests = SoftwareHash()
  private let ledgerKey: any DigestSigner
  private let issuerKeys: [AuthorityID: any DigestSigner]
  private let master: any PurseKeySource
  private let parsedKeys = KeyCache()
  /// Whether a key's token has failed meanwhile: to be asked before anything is made durable.
  public let failure = KeyFailure()

  /// Keys in memory.
  public init(
    ledgerKey: P256.Signing.PrivateKey, issuerKeys: [AuthorityID: P256.Signing.PrivateKey],
    master: Word32
  ) {
    self.init(
      ledger: MemorySigner(ledgerKey), issuers: issuerKeys.mapValues { MemorySigner($0) },
      master: MemoryMaster(master))
  }

  /// Keys wherever they lie.
  public init(
    ledger: any DigestSigner, issuers: [AuthorityID: any DigestSigner],
    master: any PurseKeySource
  ) {
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

  public func verify(_ check: SignatureCheck) -> Bool { check.holds(parsedKeys) }
  public func verifyEnvelope(_ check: SignatureCheck) -> Bool {
    check.envelopeHolds(parsedKeys)
  }

  public func secondAsLedger(of digest: Wire.Digest) -> SecondSignatures {
    ledgerKey.seconds(of: digest)
  }

  public func second(of digest: Wire.Digest, as issuer: AuthorityID) -> SecondSignatures {
    issuerKeys[issuer]?.seconds(of: digest) ?? SecondSignatures()
  }

  public var ledgerSuite: Suite { ledgerKey.publicKey.suite }
  public func suite(of issuer: AuthorityID) -> Suite {
    issuerKeys[issuer]?.publicKey.suite ?? .es256
  }

  public mutating func signAsLedger(_ digest: Wire.Digest) -> Wire.Signature {
    signed(digest, nil, ledgerKey)
  }

  /// On all cores.
  public mutating func signAsLedger(_ statements: [UnsignedStatement]) -> [Wire.Signature] {
    let (own, part) = (self, Self.signedAtOnce)
    return [Wire.Signature](unsafeUninitializedCapacity: statements.count) { buffer, count in
      // Each iteration fills its own places, and all of them are filled when this returns.
      nonisolated(unsafe) let places = buffer
      DispatchQueue.concurrentPerform(iterations: (statements.count + part - 1) / part) { number in
        for index in (number * part)..<min(statements.count, (number + 1) * part) {
          let statement = statements[index]
          places.initializeElement(
            at: index, to: own.signed(statement.digest, statement.sigStructure, own.ledgerKey))
        }
      }
      count = statements.count
    }
  }

  /// Signatures that a core makes at a time.
  private static var signedAtOnce: Int { 16 }

  public mutating func sign(_ digest: Wire.Digest, as issuer: AuthorityID) -> Wire.Signature? {
    issuerKeys[issuer].map { signed(digest, nil, $0) }
  }

  public mutating func signAsLedger(
    _ digest: Wire.Digest, of sigStructure: [UInt8]
  ) -> Wire.Signature { signed(digest, sigStructure, ledgerKey) }

  public mutating func sign(
    _ digest: Wire.Digest, of sigStructure: [UInt8], as issuer: AuthorityID
  ) -> Wire.Signature? { issuerKeys[issuer].map { signed(digest, sigStructure, $0) } }

  public func open(_ sealed: [UInt8], of purse: Serial, commitment: Commitment) -> [UInt8]? {
    do throws(TokenError) {
      return Sealing.open(sealed, key: try master.purseKey(purse), commitment: commitment)
    } catch {
      failure.note(error)
      return nil
    }
  }

  private func signed(
    _ digest: Wire.Digest, _ sigStructure: [UInt8]?, _ signer: any DigestSigner
  ) -> Wire.Signature {
    do throws(TokenError) {
      guard let sigStructure else { return try signer.sign(digest) }
      return try signer.sign(digest, of: sigStructure)
    } catch {
      failure.note(error)
      return Wire.Signature(r: .zero, s: .zero)
    }
  }
}
