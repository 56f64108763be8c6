import Wire

/// One signature to be verified.
public struct SignatureCheck: Hashable, Sendable {
  public let signature: Signature
  public let digest: Digest
  public let key: PublicKey
  /// The Sig_structure, where the suite signs more than its digest: Ed25519 does. Else empty.
  public let message: [UInt8]
  /// The other signature, where the suite has two. Without it a check by such a key fails (SUI-21).
  public let second: SecondSignature?

  public init(
    signature: Signature, digest: Digest, key: PublicKey, message: [UInt8] = [],
    second: SecondSignature? = nil
  ) {
    self.signature = signature
    self.digest = digest
    self.key = key
    self.message = message
    self.second = second
  }

  /// Of a message by a key; nil when the message says that it is signed as the key's suite does not
  /// (SUI-3).
  public init?<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Digest, by key: PublicKey,
    beside seconds: SecondSignatures = SecondSignatures()
  ) {
    let algorithm = key.suite.algorithm
    guard message.algorithm == algorithm else { return nil }
    self.init(
      signature: message.signature, digest: digest, key: key,
      message: algorithm == .edDSA ? message.content.sigStructure(.edDSA) : [],
      second: seconds[key, digest])
  }

  /// Two signatures of one digest are rare.
  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
