import Crypto
import PKCS11
import PurseCrypto
import Wire

/// A key that signs where it lies: in memory, or in a token (KEY-3).
public protocol DigestSigner: Sendable {
  var publicKey: Wire.PublicKey { get }
  /// - Throws: `TokenError` where the key's token does not answer. Nothing is signed then.
  func sign(_ digest: Wire.Digest) throws(TokenError) -> Wire.Signature
  /// The same for a key of any suite: Ed25519 signs the Sig_structure (SUI-3).
  func sign(
    _ digest: Wire.Digest, of sigStructure: [UInt8]
  ) throws(TokenError) -> Wire.Signature
  /// The other signature of a key of suite 3; nil of every other key.
  func second(of digest: Wire.Digest) -> SecondSignature?
}

extension DigestSigner {
  /// A key of suite 1.
  public func sign(
    _ digest: Wire.Digest, of sigStructure: [UInt8]
  ) throws(TokenError) -> Wire.Signature { try sign(digest) }

  public func second(of digest: Wire.Digest) -> SecondSignature? { nil }

  /// The same with its name, as it travels.
  public func seconds(of digest: Wire.Digest) -> SecondSignatures {
    var seconds = SecondSignatures()
    if let second = second(of: digest) { seconds.add(second, of: digest, by: publicKey) }
    return seconds
  }
}

/// A key of any suite in memory.
extension SigningKey: DigestSigner {
  public func sign(_ digest: Wire.Digest) throws(TokenError) -> Wire.Signature {
    // With Ed25519 the digest's own bytes: of nothing there would be one signature for all of them.
    sign(digest, of: suite == .edDSA ? digest.word.array : [])
  }
}

/// A key in memory.
public struct MemorySigner: DigestSigner {
  private let key: P256.Signing.PrivateKey

  public init(_ key: P256.Signing.PrivateKey) { self.key = key }

  public var publicKey: Wire.PublicKey { Wire.PublicKey(key.publicKey) }

  public func sign(_ digest: Wire.Digest) throws(TokenError) -> Wire.Signature {
    PurseCrypto.sign(digest, with: key)
  }
}

/// A key in a token.
public struct TokenSigner: DigestSigner {
  public let publicKey: Wire.PublicKey
  public let name: String
  private let access: TokenAccess

  /// - Parameter publicKey: what the key is known to be; a token whose key of this name is another one is refused.
  public init(_ access: TokenAccess, name: String, publicKey: Wire.PublicKey) {
    self.access = access
    self.name = name
    self.publicKey = publicKey
  }

  public func sign(_ digest: Wire.Digest) throws(TokenError) -> Wire.Signature {
    let token = try access.token()
    let bytes = try token.sign(digest.word.array, with: name)
    let signature = Wire.Signature(
      r: Word32(bytes.span.bytes), s: Word32(bytes.span.bytes, at: 32))
    guard let key = publicKey.parsed, signature.holds(over: digest, by: key) else {
      throw .otherKey(name, token: token.label)
    }
    return signature
  }
}
