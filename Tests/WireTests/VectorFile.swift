import Foundation
import Testing
import Wire

/// One file of vectors/: a message's good and bad examples.
struct VectorFile: Decodable {
  var message: String
  var rule: String
  var type: UInt64?
  var aad: String?
  var signer: String?
  var purseKey: String?
  var vectors: [Vector]

  static func load(_ name: String) throws -> VectorFile {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../vectors/\(name).json")
    return try JSONDecoder().decode(VectorFile.self, from: Data(contentsOf: url))
  }

  /// The vectors of a file that ought to be read, or none when the file is missing: the tests that
  /// count them then fail.
  static func valid(_ name: String) -> [Vector] { all(name).filter { $0.refusedBy == nil } }
  static func refused(_ name: String) -> [Vector] { all(name).filter { $0.refusedBy != nil } }

  private static func all(_ name: String) -> [Vector] { (try? load(name).vectors) ?? [] }
}

struct Vector: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var rule: String?
  var refusedBy: String?
  var hex: String
  /// Of a vector that names its own.
  var message: String?
  var aad: String?
  var signer: String?
  var digest: String?
  var fields: [String: Plain]?
  var headBefore: String?
  var headAfter: String?
  var commitment: String?
  var plaintext: String?
  var sealingKey: String?

  var bytes: [UInt8] { [UInt8](hex: hex) }
  var testDescription: String { name }

  /// What a parser must say of a refused vector; nil for MSG-13, which no parser can see.
  var error: WireError? {
    let number = refusedBy.flatMap { Int($0.dropFirst(4)) } ?? 0
    let inOrder: [WireError] = [
      .truncated, .unexpectedType, .notCanonical, .wrongMessageType, .unknownSuite, .missingField,
      .unknownField, .outOfRange, .tooLong, .trailingBytes,
    ]
    return inOrder.indices.contains(number - 1) ? inOrder[number - 1] : nil
  }
}

/// A field's value as the vectors show it.
enum Plain: Decodable, Equatable, Sendable {
  case number(UInt64)
  case flag(Bool)
  case text(String)
  case list([Plain])
  case record([String: Plain])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(UInt64.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([Plain].self) {
      self = .list(list)
    } else {
      self = .record(try container.decode([String: Plain].self))
    }
  }
}

extension [UInt8] {
  /// The bytes of a text that the vectors keep in hexadecimal; stops at what is not.
  init(hex: String) {
    var digits = hex[...]
    self = []
    while let byte = UInt8(digits.prefix(2), radix: 16) {
      append(byte)
      digits = digits.dropFirst(2)
    }
  }

  var hex: String { map { String(format: "%02x", $0) }.joined() }
}
