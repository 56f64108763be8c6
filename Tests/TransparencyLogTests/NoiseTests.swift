import Testing

@testable import TransparencyLog

/// What parsers make of noise: nothing traps, and whatever is taken is written again byte for byte.
@Suite struct NoiseTests {
  private static let rounds = 4000

  @Test("LOG-5, LOG-9, LOG-12, LOG-15: what a parser takes it would have written itself")
  func canonical() throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var noise = Noise(seed: seed)
    let signer = try Fixture.signer()
    var writer = try Fixture.log(batches: [5])
    let proof = try writer.proof(ofEntry: 3).bytes
    let note = try #require(writer.storage.files[.checkpoint])
    let paths = writer.storage.files.keys.map { Array($0.path.utf8) }.sorted { $0.count < $1.count }
    for _ in 0..<Self.rounds {
      let altered = noise.alter(note)
      if let read = try? SignedNote(bytes: altered) {
        #expect(read.bytes == altered, "seed \(seed)")
        if let checkpoint = try? Checkpoint(text: read.text) {
          #expect(checkpoint.text.utf8.elementsEqual(read.text.utf8), "seed \(seed)")
        }
      }
      let otherProof = noise.alter(proof)
      if let read = try? LogProof(bytes: otherProof) {
        #expect(read.bytes == otherProof, "seed \(seed)")
      }
      let key = noise.alter(Array(signer.key.text.utf8))
      if let text = CanonicalText.text(utf8: key), let read = try? NoteKey(text: text) {
        #expect(read.text.utf8.elementsEqual(key), "seed \(seed)")
      }
      let path = noise.alter(paths[noise.number(below: paths.count)])
      if let text = CanonicalText.text(utf8: path), let read = try? LogFile(path: text) {
        #expect(read.path.utf8.elementsEqual(path), "seed \(seed)")
      }
    }
  }

  @Test("LOG-19: an audit of noise ends with findings")
  func audit() throws {
    let seed = UInt64.random(in: 0..<1 << 32)
    var noise = Noise(seed: seed)
    let log = try Fixture.log(batches: [3, 4]).storage
    let auditor = LogAuditor(origin: Fixture.origin, keys: [try Fixture.signer().key])
    let earlier = try Fixture.log(batches: [3]).storage.files[.checkpoint]
    for _ in 0..<Self.rounds / 4 {
      var altered = log
      for (file, bytes) in log.files where noise.number(below: 3) == 0 {
        altered.files[file] = noise.alter(bytes)
      }
      let report = auditor.audit(altered, earlier: earlier, sources: .all)
      let isTouched = altered.files.contains { file, bytes in
        // Superseded: the earlier checkpoint's own commitments are not read any more.
        file.path != "tile/entries/000.p/3" && log.files[file] != bytes
      }
      #expect(report.isClean != isTouched, "seed \(seed): \(report.findings)")
    }
  }

  /// Random numbers that a seed repeats, and alterations made of them.
  private struct Noise {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
      return mixed ^ (mixed >> 31)
    }

    mutating func number(below bound: Int) -> Int { Int(next() % UInt64(max(bound, 1))) }

    /// A few bytes changed, left out, put in, or a piece doubled.
    mutating func alter(_ bytes: [UInt8]) -> [UInt8] {
      var result = bytes
      for _ in 0...number(below: 3) {
        let place = number(below: result.count)
        switch number(below: 5) {
        case 0 where !result.isEmpty: result[place] = UInt8(truncatingIfNeeded: next())
        case 1 where !result.isEmpty: result[place] ^= 1 << UInt8(number(below: 8))
        case 2 where !result.isEmpty: result.remove(at: place)
        case 3:
          let common = Array("\n \u{2014}+=/x0.p".utf8)
          result.insert(common[number(below: common.count)], at: place)
        default:
          let end = min(place + number(below: 40), result.count)
          result.insert(contentsOf: result[min(place, end)..<end], at: number(below: result.count))
        }
      }
      return result
    }
  }
}
