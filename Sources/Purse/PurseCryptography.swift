import Wire

/// What a purse needs from its secure element. The implementation draws its own randomness.
public protocol PurseCryptography: MessageHash {
  /// Makes a signing key. The handle is opaque to the purse: a scalar in a software purse, a slot
  /// in a secure element.
  mutating func generateKey() -> KeyPair
  /// Signs a message's digest, which is already the hash to be signed.
  mutating func sign(_ digest: Digest, with key: KeyHandle) -> Signature
  /// Whether the signature holds. False for keys that are not on the curve.
  mutating func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool
  /// 32 unpredictable bytes.
  mutating func random() -> Word32
  /// Encrypts `bytes` in place for the ledger and appends the tag (MSG-30).
  func seal<let n: Int>(_ bytes: inout Bytes<n>, under key: PurseKey, commitment: Commitment)
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
