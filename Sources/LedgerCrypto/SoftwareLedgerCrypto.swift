import Crypto
import Dispatch
import PurseCrypto
import Settlement
import Wire

/// The ledger's cryptography with keys in memory. Parsed public keys are kept, because parsing
/// costs a quarter of a verification.
public struct SoftwareLedgerCrypto: LedgerCryptography, Sendable {
  private let digests = SoftwareHash()
  private let ledgerKey: P256.Signing.PrivateKey
  private let issuerKeys: [AuthorityID: P256.Signing.PrivateKey]
  private let master: Word32
  private let parsedKeys = KeyCache()

  public init(
    ledgerKey: P256.Signing.PrivateKey, issuerKeys: [AuthorityID: P256.Signing.PrivateKey],
    master: Word32
  ) {
    self.ledgerKey = ledgerKey
    self.issuerKeys = issuerKeys
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

  public mutating func signAsLedger(_ digest: Wire.Digest) -> Wire.Signature {
    PurseCrypto.sign(digest, with: ledgerKey)
  }

  /// On all cores.
  public mutating func signAsLedger(_ digests: [Wire.Digest]) -> [Wire.Signature] {
    let (key, part) = (ledgerKey, Self.signedAtOnce)
    return [Wire.Signature](unsafeUninitializedCapacity: digests.count) { buffer, count in
      // Each iteration fills its own places, and all of them are filled when this returns.
      nonisolated(unsafe) let places = buffer
      DispatchQueue.concurrentPerform(iterations: (digests.count + part - 1) / part) { number in
        for index in (number * part)..<min(digests.count, (number + 1) * part) {
          places.initializeElement(at: index, to: PurseCrypto.sign(digests[index], with: key))
        }
      }
      count = digests.count
    }
  }

  /// Signatures that a core makes at a time.
  private static var signedAtOnce: Int { 16 }

  public mutating func sign(_ digest: Wire.Digest, as issuer: AuthorityID) -> Wire.Signature? {
    issuerKeys[issuer].map { PurseCrypto.sign(digest, with: $0) }
  }

  public func open(_ sealed: [UInt8], of purse: Serial, commitment: Commitment) -> [UInt8]? {
    Sealing.open(
      sealed, key: Sealing.purseKey(master: master, serial: purse), commitment: commitment)
  }
}
