import Crypto
import Purse
import Wire

/// A purse's cryptography in software. The key handle is the private scalar: what a secure element
/// keeps to itself, a software purse can only keep in its device's file.
public struct SoftwarePurseCrypto: PurseCryptography, Sendable {
  private let digests = SoftwareHash()
  /// The key last signed with, parsed.
  private var signer: (handle: KeyHandle, key: P256.Signing.PrivateKey)?

  public init() {}

  public func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    digests.hash(first, second)
  }

  public mutating func generateKey() -> KeyPair {
    let key = P256.Signing.PrivateKey()
    let raw = Array(key.rawRepresentation)
    return KeyPair(
      handle: KeyHandle(Word32(raw.span.bytes)), publicKey: Wire.PublicKey(key.publicKey))
  }

  public mutating func sign(_ digest: Wire.Digest, with handle: KeyHandle) -> Wire.Signature {
    if signer?.handle != handle {
      guard let key = try? P256.Signing.PrivateKey(rawRepresentation: handle.word.array) else {
        preconditionFailure("key handle damaged")
      }
      signer = (handle, key)
    }
    guard let signer else { preconditionFailure("no key") }
    return PurseCrypto.sign(digest, with: signer.key)
  }

  public func verify(
    _ signature: Wire.Signature, over digest: Wire.Digest, by key: Wire.PublicKey
  ) -> Bool {
    guard let key = key.parsed else { return false }
    return signature.holds(over: digest, by: key)
  }

  public mutating func random() -> Word32 {
    var generator = SystemRandomNumberGenerator()
    return Word32(generator.next(), generator.next(), generator.next(), generator.next())
  }

  public func seal<let n: Int>(
    _ bytes: inout Bytes<n>, under key: PurseKey, commitment: Commitment
  ) {
    let sealed = Sealing.seal(bytes.array, key: key.word, commitment: commitment)
    bytes.removeAll()
    bytes.append(sealed.span.bytes)
  }
}
