/// Why a signed note, a checkpoint or a key is refused, in order of precedence.
public enum NoteError: Error, Hashable, Sendable {
  /// More than 1,000,000 bytes (LOG-9).
  case tooLarge
  /// Not UTF-8.
  case notText
  /// A control character other than newline, at this byte.
  case controlCharacter(offset: Int)
  /// No empty line between text and signatures, or nothing before or behind it.
  case noSignatures
  /// More than 100 signature lines.
  case tooManySignatures
  /// A line behind the empty one is no signature line; lines of signatures count from one.
  case malformedSignature(line: Int)
  /// Key names are not empty and have neither white space nor `+`.
  case malformedName
  /// Not a key as LOG-10 writes it, or one whose id is not its own.
  case malformedKey
  /// A known key's signature does not hold.
  case badSignature(key: String)
  /// No known key has signed.
  case noKnownSignature
  /// Not the three lines of a checkpoint (LOG-12); lines count from one.
  case malformedCheckpoint(line: Int)
  /// The checkpoint is another log's.
  case otherOrigin(String)
  /// The library refused to sign.
  case cannotSign
}
