import Crypto
import Wire

/// A private key of any suite, in memory.
public enum SigningKey: Sendable {
  case es256(P256.Signing.PrivateKey)
  case edDSA(Curve25519.Signing.PrivateKey)
  case es256MLDSA65(TwoKeys)

  /// Makes one; nil when the machine has no memory for it.
  public init?(_ suite: Suite) {
    switch suite {
    case .es256: self = .es256(P256.Signing.PrivateKey())
    case .edDSA: self = .edDSA(Curve25519.Signing.PrivateKey())
    case .es256MLDSA65:
      var generator = SystemRandomNumberGenerator()
      let secret = Word32(
        generator.next(), generator.next(), generator.next(), generator.next())
      guard let keys = TwoKeys(secret: secret) else { return nil }
      self = .es256MLDSA65(keys)
    }
  }

  /// Reads the 32 bytes of `secret`; nil for what is none.
  public init?(_ suite: Suite, secret: Word32) {
    switch suite {
    case .es256:
      guard let key = try? P256.Signing.PrivateKey(rawRepresentation: secret.array) else {
        return nil
      }
      self = .es256(key)
    case .edDSA:
      guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: secret.array) else {
        return nil
      }
      self = .edDSA(key)
    case .es256MLDSA65:
      guard let keys = TwoKeys(secret: secret) else { return nil }
      self = .es256MLDSA65(keys)
    }
  }

  /// The 32 bytes that it is made from.
  public var secret: Word32 {
    let bytes: [UInt8] =
      switch self {
      case .es256(let key): Array(key.rawRepresentation)
      case .edDSA(let key): Array(key.rawRepresentation)
      case .es256MLDSA65(let keys): keys.secret.array
      }
    return Word32(bytes.span.bytes)
  }

  public var suite: Suite {
    switch self {
    case .es256: .es256
    case .edDSA: .edDSA
    case .es256MLDSA65: .es256MLDSA65
    }
  }

  public var publicKey: Wire.PublicKey {
    switch self {
    case .es256(let key): return Wire.PublicKey(key.publicKey)
    case .edDSA(let key):
      let raw = Array(key.publicKey.rawRepresentation)
      return Wire.PublicKey(ed25519: Word32(raw.span.bytes))
    case .es256MLDSA65(let keys): return keys.publicKey
    }
  }

  /// Signs what `sign(_:of:)` of every purse and ledger signs: the digest or, with Ed25519, the
  /// Sig_structure.
  public func sign(_ digest: Wire.Digest, of sigStructure: [UInt8]) -> Wire.Signature {
    switch self {
    case .es256(let key): return PurseCrypto.sign(digest, with: key)
    case .edDSA(let key):
      guard let signature = try? key.signature(for: sigStructure) else {
        preconditionFailure("Ed25519 signing failed")
      }
      return Wire.Signature(ed25519: Array(signature))
    case .es256MLDSA65(let keys): return PurseCrypto.sign(digest, with: keys.es256)
    }
  }

  /// The other signature, of a message that the caller has decided and stored; nil where the suite has one only.
  public func second(of digest: Wire.Digest) -> SecondSignature? {
    if case .es256MLDSA65(let keys) = self { keys.second(of: digest) } else { nil }
  }

  /// A whole message.
  public func sign<Content: MessageContent>(_ content: Content) -> Signed<Content> {
    let algorithm = suite.algorithm
    let signature = sign(
      content.digest(algorithm, hash: SoftwareHash()), of: content.sigStructure(algorithm))
    return Signed(content: content, signature: signature, algorithm: algorithm)
  }
}

extension Signed {
  /// Whether the signature holds under a key, as the key's suite says (SUI-3); of suite 3 both (SUI-21).
  public func holds(
    by key: Wire.PublicKey, beside seconds: SecondSignatures = SecondSignatures()
  ) -> Bool {
    guard algorithm == key.suite.algorithm else { return false }
    switch key.suite {
    case .es256:
      guard let parsed = key.parsed else { return false }
      return signature.holds(over: digest(hash: SoftwareHash()), by: parsed)
    case .edDSA: return signature.holds(over: content.sigStructure(algorithm), byEd25519: key)
    case .es256MLDSA65:
      let digest = digest(hash: SoftwareHash())
      return signature.holds(over: digest, by: key, and: seconds[key, digest])
    }
  }
}

extension Wire.Signature {
  init(ed25519 raw: [UInt8]) {
    self.init(r: Word32(raw.span.bytes), s: Word32(raw.span.bytes, at: 32))
  }

  /// Whether a signature of suite 2 holds. RFC 8032 as swift-crypto checks it: s below the order, no
  /// cofactor, so that every verifier of ours gives the same answer.
  public func holds(over sigStructure: [UInt8], byEd25519 key: Wire.PublicKey) -> Bool {
    guard key.suite == .edDSA,
      let parsed = try? Curve25519.Signing.PublicKey(rawRepresentation: key.x.array)
    else { return false }
    return parsed.isValidSignature(r.array + s.array, for: sigStructure)
  }
}
