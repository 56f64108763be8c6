import Crypto
import Foundation

/// A public key that signs notes, with its name and the id that both make (LOG-10).
public struct NoteKey: Hashable, Sendable {
  public let name: String
  public let id: UInt32
  /// Thirty-two bytes, as RFC 8032 writes them.
  public let publicKey: [UInt8]

  /// Throws `malformedName` or, for bytes that are no key, `malformedKey`.
  public init(name: String, publicKey: [UInt8]) throws(NoteError) {
    guard Self.isName(name) else { throw .malformedName }
    guard publicKey.count == Self.keyBytes,
      (try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey)) != nil
    else { throw .malformedKey }
    self.name = name
    self.publicKey = publicKey
    id = Self.id(name: name, encodedKey: [Self.ed25519] + publicKey)
  }

  /// The key of the text that `text` gives; its id must be its own.
  public init(text: String) throws(NoteError) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let encoded = CanonicalText.bytes(base64: parts[2]),
      encoded.first == Self.ed25519
    else { throw .malformedKey }
    try self.init(name: String(parts[0]), publicKey: Array(encoded.dropFirst()))
    guard self.text.utf8.elementsEqual(text.utf8) else { throw .malformedKey }
  }

  /// Name, id and key as they are handed to auditors.
  public var text: String {
    "\(name)+\(CanonicalText.hex(idBytes))+"
      + CanonicalText.base64([Self.ed25519] + publicKey)
  }

  func isValid(_ signature: [UInt8], over text: String) -> Bool {
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else {
      return false
    }
    return key.isValidSignature(signature, for: Data(text.utf8))
  }

  var idBytes: [UInt8] { withUnsafeBytes(of: id.bigEndian) { Array($0) } }

  /// Not empty, no white space, no plus, no control characters.
  static func isName(_ name: some StringProtocol) -> Bool {
    !name.isEmpty
      && name.unicodeScalars.allSatisfy {
        !$0.properties.isWhitespace && $0 != "+" && $0.value >= SignedNote.firstPrintable
      }
  }

  private static func id(name: String, encodedKey: [UInt8]) -> UInt32 {
    let digest = SHA256.hash(data: Array(name.utf8) + [CanonicalText.newline] + encodedKey)
    return digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static let ed25519: UInt8 = 1
  private static let keyBytes = 32
}
