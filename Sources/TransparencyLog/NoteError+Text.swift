extension NoteError: CustomStringConvertible {
  /// What is wrong, as part of a sentence.
  public var description: String {
    switch self {
    case .tooLarge: "it has more than \(SignedNote.maximumBytes) bytes"
    case .notText: "it is not UTF-8 text"
    case .controlCharacter(let offset): "byte \(offset) is a control character"
    case .noSignatures: "it has no text, empty line and signatures"
    case .tooManySignatures: "it has more than \(SignedNote.maximumSignatures) signatures"
    case .malformedSignature(let line): "signature line \(line) is not written as one"
    case .malformedName: "a key's name is empty, or has white space or a plus in it"
    case .malformedKey: "it is no public key, which is written NAME+ID+BASE64"
    case .badSignature(let key): "the signature by \(key) does not hold"
    case .noKnownSignature: "no key that you trust has signed it"
    case .malformedCheckpoint(let line): "line \(line) is not a checkpoint's"
    case .otherOrigin(let origin): "it is of another log, \(origin)"
    case .cannotSign: "the library did not sign"
    }
  }
}
