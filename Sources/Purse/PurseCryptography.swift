import Wire

/// What a purse needs from its secure element. The implementation draws its own randomness.
public protocol PurseCryptography: MessageHash {
  /// The suites whose keys this makes and signs with, and whose signatures it verifies (SUI-5).
  var suites: SuiteSet { get }
  /// The release of the purse application that runs, as sync requests tell it (SYN-25).
  var appletVersion: UInt16 { get }
  /// Makes a signing key of suite 1. The handle is opaque to the purse: a scalar in a software purse,
  /// a slot in a secure element.
  mutating func generateKey() -> KeyPair
  /// The same for any suite that is supported.
  mutating func generateKey(of suite: Suite) -> KeyPair
  /// Signs with a key of suite 1 a message's digest, which is already the hash to be signed.
  mutating func sign(_ digest: Digest, with key: KeyHandle) -> Signature
  /// Signs with a key of any suite that is supported. Ed25519 signs the Sig_structure itself, which
  /// comes in two pieces.
  mutating func sign(
    _ digest: Digest, of prefix: borrowing RawSpan, _ payload: borrowing RawSpan,
    with key: KeyHandle, _ suite: Suite
  ) -> Signature
  /// Whether a signature of suite 1 holds. False for keys that are not on the curve.
  mutating func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool
  /// Whether a message is signed by a key of any suite that is supported. That the envelope says the
  /// suite's algorithm was seen already.
  mutating func verify<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Digest, by key: PublicKey
  ) -> Bool
  /// 32 unpredictable bytes.
  mutating func random() -> Word32
  /// Encrypts `bytes` in place for the ledger and appends the tag (MSG-30).
  func seal<let n: Int>(_ bytes: inout Bytes<n>, under key: PurseKey, commitment: Commitment)
  #if !hasFeature(Embedded)
    /// Makes the second signature of a message that the purse has decided and stored, with its key of suite 3
    /// (SUI-23).
    mutating func countersign(_ digest: Digest, with key: KeyHandle)
    /// Takes in second signatures that came beside messages; which ones hold it finds out itself.
    mutating func bring(_ seconds: [[UInt8]])
    /// All that are at hand.
    var secondSignatures: SecondSignatures { get }
    /// Drops what is not wanted any more.
    mutating func keepSeconds(_ isWanted: (SecondSignatures.Name) -> Bool)
  #endif
}

#if !hasFeature(Embedded)
  /// Without suite 3 there are no second signatures.
  extension PurseCryptography {
    public mutating func countersign(_ digest: Digest, with key: KeyHandle) {}
    public mutating func bring(_ seconds: [[UInt8]]) {}
    public var secondSignatures: SecondSignatures { SecondSignatures() }
    public mutating func keepSeconds(_ isWanted: (SecondSignatures.Name) -> Bool) {}
  }
#endif

/// A cryptography of suite 1 alone, as a card's may be, has no more to say.
extension PurseCryptography {
  public var suites: SuiteSet { .es256 }
  public var appletVersion: UInt16 { PurseLimits.appletVersion }

  public mutating func generateKey(of suite: Suite) -> KeyPair {
    precondition(suite == .es256, "suite not supported")
    return generateKey()
  }

  public mutating func sign(
    _ digest: Digest, of prefix: borrowing RawSpan, _ payload: borrowing RawSpan,
    with key: KeyHandle, _ suite: Suite
  ) -> Signature {
    precondition(suite == .es256, "suite not supported")
    return sign(digest, with: key)
  }

  public mutating func verify<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Digest, by key: PublicKey
  ) -> Bool { key.suite == .es256 && verify(message.signature, over: digest, by: key) }
}

/// Refers to a private signing key that never leaves the purse.
public struct KeyHandle: Equatable, Sendable {
  public let word: Word32
  public init(_ word: Word32) { self.word = word }
}

public struct KeyPair: Sendable {
  public let handle: KeyHandle
  public let publicKey: PublicKey
  public init(handle: KeyHandle, publicKey: PublicKey) {
    self.handle = handle
    self.publicKey = publicKey
  }
}

/// The symmetric key that one purse shares with the ledger, diversified from a master key.
public struct PurseKey: Equatable, Sendable {
  public let word: Word32
  public init(_ word: Word32) { self.word = word }
}
