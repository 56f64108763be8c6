import Foundation
import Testing

@testable import TransparencyLog

@Suite struct LogProofTests {
  @Test("LOG-15, LOG-16: a holder's proof is one text and holds by the public key alone")
  func proof() throws {
    var writer = try Fixture.log(batches: [300])
    let key = try Fixture.signer().key
    for index: UInt64 in [0, 255, 256, 299] {
      let proof = try writer.proof(ofEntry: index)
      #expect(try LogProof(bytes: proof.bytes) == proof)
      let checkpoint = try LogProof(bytes: proof.bytes).verify(origin: Fixture.origin, keys: [key])
      #expect(checkpoint.size == 300)
      #expect(proof.entry.body == Array("settled \(index)".utf8))
    }
    #expect(throws: LogError.noSuchLeaf(index: 300, size: 300)) {
      try writer.proof(ofEntry: 300)
    }
    let lines = String(decoding: try writer.proof(ofEntry: 299).bytes, as: UTF8.self)
      .components(separatedBy: "\n")
    #expect(lines[0] == "c2sp.org/tlog-proof@v1")
    #expect(lines[1].hasPrefix("extra "))
    #expect(lines[2] == "index 299")
    #expect(lines.contains(Fixture.origin))
  }

  @Test("LOG-15, LOG-16: a proof in which any byte is other is refused")
  func altered() throws {
    var writer = try Fixture.log(batches: [5])
    let key = try Fixture.signer().key
    let bytes = try writer.proof(ofEntry: 3).bytes
    for index in bytes.indices {
      for change: UInt8 in [1, 0x40, 0x80] {
        var altered = bytes
        altered[index] ^= change
        #expect(throws: LogError.self, "byte \(index)") {
          try LogProof(bytes: altered).verify(origin: Fixture.origin, keys: [key])
        }
      }
      #expect(throws: LogError.self) {
        try LogProof(bytes: Array(bytes.prefix(index))).verify(
          origin: Fixture.origin, keys: [key])
      }
    }
  }

  @Test("LOG-15: a line that is not what stands there is named")
  func malformed() throws {
    var writer = try Fixture.log(batches: [5])
    let text = String(decoding: try writer.proof(ofEntry: 3).bytes, as: UTF8.self)
    let lines = text.components(separatedBy: "\n")
    for (line, replacement) in [
      (1, "c2sp.org/tlog-proof@v2"), (2, "extra  AAAA"), (2, "extra AAAA"), (3, "index 03"),
      (3, "index -1"), (3, "Index 3"), (4, "AAAA"), (4, " " + lines[3]),
    ] {
      var altered = lines
      altered[line - 1] = replacement
      #expect(throws: LogError.malformedProof(line: line), "\(replacement)") {
        try LogProof(bytes: Array(altered.joined(separator: "\n").utf8))
      }
    }
    let many = lines[0..<3] + Array(repeating: lines[3], count: 63) + ["", ""]
    #expect(throws: LogError.malformedProof(line: 66)) {
      try LogProof(bytes: Array(many.joined(separator: "\n").utf8))
    }
  }

  @Test("LOG-16: a proof does not hold for another log, key, place or entry")
  func wrong() throws {
    var writer = try Fixture.log(batches: [5])
    let key = try Fixture.signer().key
    let proof = try writer.proof(ofEntry: 3)
    #expect(throws: LogError.note(.otherOrigin(Fixture.origin))) {
      try proof.verify(origin: "other.example/log", keys: [key])
    }
    #expect(throws: LogError.note(.noKnownSignature)) {
      try proof.verify(origin: Fixture.origin, keys: [Fixture.signer(seed: 8).key])
    }
    let moved = LogProof(
      entry: proof.entry, index: 2, hashes: proof.hashes, checkpoint: proof.checkpoint)
    let other = try LogProof(
      entry: Fixture.entries(2..<3)[0], index: 3, hashes: proof.hashes,
      checkpoint: proof.checkpoint)
    for wrong in [moved, other] {
      #expect(throws: LogError.proofFails) {
        try wrong.verify(origin: Fixture.origin, keys: [key])
      }
    }
  }

  @Test("LOG-16: an altered log gives an error and no proof")
  func alteredLog() throws {
    let key = try Fixture.signer().key
    for path in ["private/entries/000.p/5", "tile/0/000.p/5"] {
      var storage = try Fixture.log(batches: [5]).storage
      storage.files[try LogFile(path: path)]?[40] ^= 1
      #expect(throws: LogError.proofFails, "\(path)") {
        try LogProof.make(index: 0, reader: storage, keys: [key], origin: Fixture.origin)
      }
    }
  }
}
