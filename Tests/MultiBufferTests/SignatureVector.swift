import Foundation
import LedgerEngine
import Settlement
import Wire

/// A case of vectors/signature.json, or the signature of a message in the other files.
struct SignatureVector: Sendable {
  var name: String
  var check: SignatureCheck
  var holds: Bool

  static let all = load("signature").map { vector in
    SignatureVector(
      name: vector.name,
      check: SignatureCheck(
        signature: Signature(r: word(vector.hex, 0), s: word(vector.hex, 32)),
        digest: Digest(word(vector.digest ?? "", 0)),
        key: PublicKey(x: word(vector.key ?? "", 0), y: word(vector.key ?? "", 32))),
      holds: vector.refusedBy == nil)
  }
  static let good = all.filter(\.holds)
  static let bad = all.filter { !$0.holds }

  /// Of every valid message in vectors/: its signature ends it.
  static let messages = messageNames.flatMap { name in
    let file = try? read(name)
    return load(name).filter { $0.digest != nil && $0.refusedBy == nil }.map { vector in
      SignatureVector(
        name: vector.name,
        check: SignatureCheck(
          signature: Signature(
            r: word(vector.hex, vector.hex.utf8.count / 2 - 64),
            s: word(vector.hex, vector.hex.utf8.count / 2 - 32)),
          digest: Digest(word(vector.digest ?? "", 0)),
          key: PublicKey(x: word(file?.signer ?? "", 0), y: word(file?.signer ?? "", 32))),
        holds: true)
    }
  }

  private static let messageNames = [
    "acceptance", "authority", "certificate", "payment", "policy", "refusal", "request",
    "sync-grant", "sync-request",
  ]

  private struct File: Decodable {
    struct Vector: Decodable {
      var name: String
      var refusedBy: String?
      var key: String?
      var digest: String?
      var hex: String
    }
    var signer: String?
    var vectors: [Vector]
  }

  /// None when the file is missing: the tests that count them then fail.
  private static func load(_ name: String) -> [File.Vector] { (try? read(name).vectors) ?? [] }

  private static func read(_ name: String) throws -> File {
    let url = TestLibrary.root.appending(path: "vectors/\(name).json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
  }

  /// 32 bytes of a hexadecimal text; zeros where it is too short.
  private static func word(_ hex: String, _ offset: Int) -> Word32 {
    let digits = Array(hex.utf8.dropFirst(2 * offset).prefix(64))
    let words = (0..<4).map { index in
      UInt64(String(decoding: digits.dropFirst(16 * index).prefix(16), as: UTF8.self), radix: 16)
        ?? 0
    }
    return Word32(words[0], words[1], words[2], words[3])
  }
}
