import Wire

/// Public-key cryptography without any key of one's own: all that checking a proof takes.
public protocol SignatureVerifier: MessageHash {
  /// Whether the signature holds. False for keys that are not on the curve.
  func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool
}

extension SignatureVerifier {
  /// Whether a whole message is signed by a key.
  func holds<Content: MessageContent>(_ message: Signed<Content>, by key: PublicKey) -> Bool {
    verify(message.signature, over: message.digest(hash: self), by: key)
  }
}
