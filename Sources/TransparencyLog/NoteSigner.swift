import Crypto
import Foundation

/// Signs notes with one private key.
public struct NoteSigner: Sendable {
  /// What others need to check the signatures.
  public let key: NoteKey
  private let privateKey: Curve25519.Signing.PrivateKey

  /// Throws `malformedName`.
  public init(name: String, privateKey: Curve25519.Signing.PrivateKey) throws(NoteError) {
    self.privateKey = privateKey
    key = try NoteKey(name: name, publicKey: Array(privateKey.publicKey.rawRepresentation))
  }

  func sign(_ text: String) throws(NoteError) -> NoteSignature {
    guard let signature = try? privateKey.signature(for: Data(text.utf8)) else {
      throw .cannotSign
    }
    return NoteSignature(name: key.name, id: key.id, signature: Array(signature))
  }
}
