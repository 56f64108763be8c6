import Foundation
import Wire

/// Public keys as a file that people can read: hexadecimal in JSON.
extension ProofAuthority {
  private struct Stored: Codable {
    var root: String
    var authorities: [String]
    /// Absent where the root has one signature.
    var seconds: [String]?
  }

  public var json: [UInt8] {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      let stored = Stored(
        root: root.text, authorities: authorities.map { [UInt8]($0).hexadecimal },
        seconds: seconds.isEmpty ? nil : seconds.map(\.hexadecimal))
      return [UInt8](try encoder.encode(stored)) + [0x0A]
    }
  }

  /// Nil for anything else, or for messages that are no authorities.
  public init?(json: [UInt8]) {
    guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(json)),
      let key = [UInt8](hexadecimal: stored.root), let root = PublicKey(key.span.bytes)
    else { return nil }
    var authorities: [Signed<Authority>] = []
    for text in stored.authorities {
      guard let bytes = [UInt8](hexadecimal: text),
        let authority = try? Signed<Authority>(bytes.span.bytes)
      else { return nil }
      authorities.append(authority)
    }
    let seconds = (stored.seconds ?? []).compactMap { [UInt8](hexadecimal: $0) }
    guard seconds.count == stored.seconds?.count ?? 0 else { return nil }
    self.init(root: root, authorities: authorities, seconds: seconds)
  }
}

extension PublicKey {
  /// Hexadecimal digits of its form in messages: 128 in suite 1.
  public var text: String { array.hexadecimal }
}

extension [UInt8] {
  fileprivate var hexadecimal: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  fileprivate init?(hexadecimal text: String) {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    self = []
    for i in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[i..<(i + 2)], as: UTF8.self), radix: 16),
        digits[i] != 0x2B, digits[i] != 0x2D
      else { return nil }
      append(byte)
    }
  }
}
