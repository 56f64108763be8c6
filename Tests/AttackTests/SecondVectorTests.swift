import Foundation
import PurseCrypto
import Testing
import Wire

/// Keys and signatures of suite 3 that another implementation has made (vectors/second-signature.json).
struct SecondVectorTests {
  struct File: Decodable { var vectors: [Vector] }
  struct Vector: Decodable, CustomTestStringConvertible {
    var name: String
    var secret: String
    var key: String
    var otherKey: String
    var digest: String
    var first: String
    var hex: String
    var refusedBy: String?
    var testDescription: String { name }
  }

  static let vectors: [Vector] = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let data = try? Data(contentsOf: root.appendingPathComponent("vectors/second-signature.json"))
    return data.flatMap { try? JSONDecoder().decode(File.self, from: $0) }?.vectors ?? []
  }()

  @Test("SUI-20: there are vectors on both sides") func count() {
    #expect(Self.vectors.count { $0.refusedBy == nil } >= 3)
    #expect(Self.vectors.count { $0.refusedBy != nil } >= 6)
  }

  @Test("SUI-29: a secret gives the keys that its vector says", arguments: vectors)
  func keys(_ vector: Vector) throws {
    let secret = bytes(vector.secret)
    let keys = try #require(TwoKeys(secret: Word32(secret.span.bytes)))
    #expect(keys.publicKey.array == bytes(vector.key))
  }

  @Test("SUI-20, SUI-21: both signatures hold, or do not, as the vector says", arguments: vectors)
  func signatures(_ vector: Vector) throws {
    let (word, first) = (bytes(vector.digest), bytes(vector.first))
    let digest = Digest(Word32(word.span.bytes))
    let form = bytes(vector.key)
    let key = try #require(PublicKey(form.span.bytes))
    let items = [bytes(vector.otherKey), bytes(vector.hex)]
    let second = SecondSignatures(items, hash: SoftwareHash())[key, digest]
    let signature = Signature(
      r: Word32(first.span.bytes), s: Word32(first.span.bytes, at: 32))
    #expect(
      signature.holds(over: digest, by: key, and: second) == (vector.refusedBy == nil))
  }

  private func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8)
    return stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
    }
  }
}
