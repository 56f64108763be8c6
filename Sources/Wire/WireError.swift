/// Why bytes are not a message. Nothing is read from bytes that are refused.
/// The cases stand in order of precedence; the rule each breaks is named in docs/spec/messages.md.
public enum WireError: UInt8, Error, Equatable, Sendable {
  /// The bytes end before the value does (MSG-1).
  case truncated
  /// An item has another CBOR type than the message has in this place (MSG-2).
  case unexpectedType
  /// The same value has a shorter or differently ordered encoding (MSG-3).
  case notCanonical
  /// The message type is another than the one expected, or unknown (MSG-4).
  case wrongMessageType
  /// The protected header names another algorithm than -7 and -8, or a field a suite that is none
  /// (MSG-5).
  case unknownSuite
  /// A required field is absent (MSG-6).
  case missingField
  /// A field that this version does not define is present (MSG-7).
  case unknownField
  /// A value is outside its field's range (MSG-8).
  case outOfRange
  /// A list, string or message is longer than its named limit (MSG-9).
  case tooLong
  /// Bytes follow the end of the value (MSG-10).
  case trailingBytes
}
