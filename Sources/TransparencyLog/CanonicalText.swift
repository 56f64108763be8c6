import Foundation

/// Base64 and numbers in their one canonical form: what is not written as we would write it is
/// refused (LOG-9, LOG-12, LOG-15).
enum CanonicalText {
  static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  /// `nil` for other alphabets, missing padding, and bits behind the end that are not zero.
  static func bytes(base64 text: some StringProtocol) -> [UInt8]? {
    let text = String(text)
    guard let data = Data(base64Encoded: text),
      data.base64EncodedString().utf8.elementsEqual(text.utf8)
    else { return nil }
    return Array(data)
  }

  static func hash(base64 text: some StringProtocol) -> LogHash? {
    bytes(base64: text).flatMap { LogHash($0) }
  }

  /// Decimal digits without leading zeros.
  static func number(_ text: some StringProtocol) -> UInt64? {
    guard let number = UInt64(text), String(number).utf8.elementsEqual(text.utf8) else {
      return nil
    }
    return number
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
      let digits = String(byte, radix: 16)
      text += digits.utf8.count == 1 ? "0" + digits : digits
    }
    return text
  }

  /// The text of bytes that are UTF-8, otherwise `nil`: nothing is repaired.
  static func text(utf8 bytes: some Sequence<UInt8>) -> String? {
    String(validating: bytes, as: UTF8.self)
  }

  /// Lines by the newline alone. Swift takes a carriage return and a newline for one character, so
  /// text is split as bytes.
  static func lines(of text: String) -> [String] {
    text.utf8.split(separator: newline, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  static let newline = UInt8(ascii: "\n")
}
