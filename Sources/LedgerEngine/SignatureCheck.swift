import Wire

/// One signature to be verified.
public struct SignatureCheck: Hashable, Sendable {
  public let signature: Signature
  public let digest: Digest
  public let key: PublicKey

  public init(signature: Signature, digest: Digest, key: PublicKey) {
    self.signature = signature
    self.digest = digest
    self.key = key
  }

  /// Two signatures of one digest are rare.
  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
