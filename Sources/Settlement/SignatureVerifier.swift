import Wire

/// Public-key cryptography without any key of one's own: all that checking a proof takes.
public protocol SignatureVerifier: MessageHash {
  /// Whether a signature of suite 1 holds. False for keys that are not on the curve.
  func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool
  /// Whether a signature of any suite holds; of suite 3 both.
  func verify(_ check: SignatureCheck) -> Bool
  /// Whether the signature in the envelope holds, whatever became of a second one. It serves to tell who is to
  /// blame and nothing else: what counts is verified by `verify` (SUI-24).
  func verifyEnvelope(_ check: SignatureCheck) -> Bool
}

extension SignatureVerifier {
  /// Who knows suite 1 only.
  public func verify(_ check: SignatureCheck) -> Bool {
    check.key.suite == .es256 && verify(check.signature, over: check.digest, by: check.key)
  }

  public func verifyEnvelope(_ check: SignatureCheck) -> Bool { verify(check) }

  /// Whether a message was never signed by a key: a second signature that is missing does not show that, for
  /// every carrier can drop it (SUI-24).
  func isForged<Content: MessageContent>(_ message: Signed<Content>, by key: PublicKey) -> Bool {
    guard let check = SignatureCheck(message, message.digest(hash: self), by: key) else {
      return true
    }
    return !verifyEnvelope(check)
  }

  /// Whether a whole message is signed by a key, as the key's suite says (SUI-3).
  /// - Parameter seconds: what came beside it.
  public func holds<Content: MessageContent>(
    _ message: Signed<Content>, by key: PublicKey,
    beside seconds: SecondSignatures = SecondSignatures()
  ) -> Bool {
    holds(message, message.digest(hash: self), by: key, beside: seconds)
  }

  /// The same for whoever has the digest already.
  public func holds<Content: MessageContent>(
    _ message: Signed<Content>, _ digest: Digest, by key: PublicKey,
    beside seconds: SecondSignatures = SecondSignatures()
  ) -> Bool {
    guard let check = SignatureCheck(message, digest, by: key, beside: seconds) else {
      return false
    }
    return verify(check)
  }
}
