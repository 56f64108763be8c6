/// A text and signatures over it, as C2SP's signed-note writes them (LOG-9). Nothing that it says
/// counts before `verify` returned.
public struct SignedNote: Hashable, Sendable {
  /// Ends in a newline.
  public let text: String
  public let signatures: [NoteSignature]

  /// Signs a text that ends in a newline. Throws for texts that no note holds.
  public init(text: String, signers: [NoteSigner]) throws(NoteError) {
    var signatures: [NoteSignature] = []
    for signer in signers { signatures.append(try signer.sign(text)) }
    // One parser says what a note is, for those that we write too.
    try self.init(bytes: Self.write(text, signatures))
  }

  /// Reads a note written in the one way, signed by whomever.
  public init(bytes: [UInt8]) throws(NoteError) {
    guard bytes.count <= Self.maximumBytes else { throw .tooLarge }
    guard let whole = CanonicalText.text(utf8: bytes) else { throw .notText }
    if let offset = bytes.firstIndex(where: {
      $0 < UInt8(Self.firstPrintable) && $0 != CanonicalText.newline
    }) {
      throw .controlCharacter(offset: offset)
    }
    var lines = CanonicalText.lines(of: whole)
    // The last line ends in a newline, so there is nothing behind it.
    guard lines.popLast()?.isEmpty == true, let separator = lines.lastIndex(of: ""),
      separator > 0, separator + 1 < lines.count
    else { throw .noSignatures }
    let signatureLines = lines[(separator + 1)...]
    guard signatureLines.count <= Self.maximumSignatures else { throw .tooManySignatures }
    var signatures: [NoteSignature] = []
    for line in signatureLines {
      guard let signature = NoteSignature(line: line) else {
        throw .malformedSignature(line: signatures.count + 1)
      }
      signatures.append(signature)
    }
    text = lines[..<separator].map { $0 + "\n" }.joined()
    self.signatures = signatures
  }

  /// The note as it is stored and sent.
  public var bytes: [UInt8] { Self.write(text, signatures) }

  /// The keys that have signed, of those known. Throws if one of them did not sign what is written
  /// there, or if none has signed; unknown keys do not matter (LOG-11).
  @discardableResult
  public func verify(by keys: [NoteKey]) throws(NoteError) -> [NoteKey] {
    var signed: [NoteKey] = []
    for signature in signatures {
      for key in keys where signature.isBy(key) {
        guard key.isValid(signature.signature, over: text) else {
          throw .badSignature(key: key.text)
        }
        if !signed.contains(key) { signed.append(key) }
      }
    }
    guard !signed.isEmpty else { throw .noKnownSignature }
    return signed
  }

  private static func write(_ text: String, _ signatures: [NoteSignature]) -> [UInt8] {
    Array((text + "\n" + signatures.map { $0.line + "\n" }.joined()).utf8)
  }

  /// Bytes of a note, whatever is in it.
  public static let maximumBytes = 1_000_000
  /// Signature lines of a note.
  public static let maximumSignatures = 100
  /// Everything below is a control character.
  static let firstPrintable: UInt32 = 0x20
}
