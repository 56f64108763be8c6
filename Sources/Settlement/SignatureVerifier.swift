import Wire

/// Public-key cryptography without any key of one's own: all that checking a proof takes.
public protocol SignatureVerifier: MessageHash {
  /// Whether a signature of suite 1 holds. False for keys that are not on the curve.
  func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool
  /// Whether a signature of any suite holds.
  func verify(_ check: SignatureCheck) -> Bool
}

extension SignatureVerifier {
  /// Who knows suite 1 only.
  public func verify(_ check: SignatureCheck) -> Bool {
    check.key.suite == .es256 && verify(check.signature, over: check.digest, by: check.key)
  }

  /// Whether a whole message is signed by a key, as the key's suite says (SUI-3).
  public func holds<Content: MessageContent>(_ message: Signed<Content>, by key: PublicKey) -> Bool
  {
    holds(message, message.digest(hash: self), by: key)
  }

  /// The same for whoever has the digest already.
  public func holds<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Digest, by key: PublicKey
  ) -> Bool {
    guard let check = SignatureCheck(message, digest, by: key) else { return false }
    return verify(check)
  }
}
