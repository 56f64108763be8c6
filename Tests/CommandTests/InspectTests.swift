import Foundation
import Inspect
import Testing
import Wire

@Suite("Inspect") struct InspectTests {
  private struct VectorFile: Decodable {
    struct Vector: Decodable {
      var name: String
      var refusedBy: String?
      var hex: String
      var digest: String?
    }
    var vectors: [Vector]
  }

  private static func vectors() throws -> [VectorFile.Vector] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../vectors")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    // Bare signatures are no messages.
    let messages = files.filter {
      $0.pathExtension == "json" && !$0.lastPathComponent.hasSuffix("signature.json")
    }
    return try messages.flatMap {
      try JSONDecoder().decode(VectorFile.self, from: Data(contentsOf: $0)).vectors
    }
  }

  private let inspector = Inspector(keys: .none)

  @Test("explains every valid vector, with the digest that the vector has")
  func valid() throws {
    var explained = 0
    for vector in try Self.vectors() where vector.refusedBy == nil {
      // The ciphertext of a sealed part is no message: it lies beside one.
      guard !vector.name.hasPrefix("sealed-part/") else { continue }
      let inspection = inspector.inspect([UInt8](hex: vector.hex))
      #expect(inspection.refused == nil, "\(vector.name)")
      #expect(inspection.fields.allSatisfy { $0.name != "unknown" }, "\(vector.name)")
      if let digest = vector.digest { #expect(inspection.digest == digest, "\(vector.name)") }
      #expect(!inspection.text.isEmpty)
      explained += 1
    }
    #expect(explained > 30)
  }

  @Test("names the rule that a refused vector breaks, and a place in it")
  func refused() throws {
    var named = 0
    for vector in try Self.vectors() {
      guard let rule = vector.refusedBy, !vector.name.hasPrefix("sealed-part/") else { continue }
      let bytes = [UInt8](hex: vector.hex)
      let inspection = inspector.inspect(bytes)
      // What is not refused by form (MSG-13), or is refused as what it does not claim to be, is
      // another matter.
      guard let refused = inspection.refused else { continue }
      #expect((0...bytes.count).contains(refused.offset), "\(vector.name)")
      if refused.rule == rule { named += 1 }
    }
    #expect(named > 300)
  }

  @Test("says at which byte and in which field")
  func place() throws {
    let vectors = try Self.vectors()
    let request = try #require(vectors.first { $0.name == "request/typical" })
    var bytes = [UInt8](hex: request.hex)
    // Amount 12000 is 19 2ee0 after key 03; as a text it is of another type.
    let start = try #require(
      bytes.indices.dropLast(3).first { Array(bytes[$0..<($0 + 4)]) == [0x03, 0x19, 0x2E, 0xE0] })
    bytes[start + 1] = 0x79
    let refused = try #require(inspector.inspect(bytes).refused)
    #expect(refused.rule == "MSG-2")
    #expect(refused.offset == start + 1)
    #expect(refused.place == "in field 3 (amount) of a request")
  }

  @Test("survives every truncation and flipped bit, and noise")
  func noise() throws {
    let vectors = try Self.vectors().filter {
      $0.name.hasSuffix("/typical") || $0.name.hasPrefix("packet/")
    }
    for vector in vectors {
      let bytes = [UInt8](hex: vector.hex)
      for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
        _ = inspector.inspect(Array(bytes[..<length])).text
      }
      for index in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
        var flipped = bytes
        flipped[index] ^= 1 << UInt8(index % 8)
        _ = inspector.inspect(flipped).text
      }
    }
    // Knuth's generator: the same noise each time.
    var state: UInt64 = 42
    for length in 0..<400 {
      let bytes = (0..<length % 90).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
      _ = inspector.inspect(bytes).text
    }
  }

  @Test("checks the chain up to the root of a home, and says what it could not check")
  func chain() throws {
    let desk = try Desk.set()
    try desk.done("request", "Bob", "80", "-o", "request")
    let alone = try desk.done("inspect", "request")
    #expect(alone.contains("holds, under the key of purse"))
    #expect(alone.contains("unchecked, its authority is not here; give --home"))
    let chained = try desk.done("inspect", "request", "--home", "kontant-home")
    #expect(chained.contains("which the root certifies"))
    #expect(chained.contains("80.00 SEK"))
    // The same bytes in hexadecimal, by a pipe.
    let hex = try desk.bytes("request").map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    let piped = try desk.run(["inspect", "-"], input: Data((hex.joined() + "\n").utf8))
    #expect(piped.out == alone)
  }
}

extension [UInt8] {
  fileprivate init(hex: String) {
    var digits = hex[...]
    self = []
    while let byte = UInt8(digits.prefix(2), radix: 16) {
      append(byte)
      digits = digits.dropFirst(2)
    }
  }
}
