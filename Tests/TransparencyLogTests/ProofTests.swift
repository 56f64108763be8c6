import Testing

@testable import TransparencyLog

@Suite struct ProofTests {
  private static let small = 40

  @Test("LOG-13: every leaf of every tree of up to 40 leaves is proved as RFC 6962 says")
  func inclusion() throws {
    let leaves = Fixture.leaves(Self.small)
    for size in 1...Self.small {
      let root = Fixture.root(leaves[..<size])
      var view = try TreeView(size: UInt64(size), reader: Fixture.tiles(Array(leaves[..<size])))
      for index in 0..<size {
        let proof = try view.inclusionProof(of: UInt64(index))
        #expect(proof.hashes == Fixture.path(index, leaves[..<size]))
        try proof.verify(leaf: leaves[index], root: root)
      }
    }
  }

  @Test(
    "LOG-13: a proof holds for no other leaf, index, size or root, and needs each of its hashes")
  func wrongInclusion() throws {
    let leaves = Fixture.leaves(21)
    let root = Fixture.root(leaves[...])
    var view = try TreeView(size: 21, reader: Fixture.tiles(leaves))
    for index in 0..<21 {
      let proof = try view.inclusionProof(of: UInt64(index))
      let other = leaves[(index + 1) % 21]
      #expect(throws: LogError.proofFails) { try proof.verify(leaf: other, root: root) }
      #expect(throws: LogError.proofFails) { try proof.verify(leaf: leaves[index], root: other) }
      for wrong in Self.alterations(of: proof.hashes) {
        let altered = InclusionProof(index: proof.index, size: 21, hashes: wrong)
        #expect(throws: LogError.proofFails) { try altered.verify(leaf: leaves[index], root: root) }
      }
      for place in 0..<21 where place != index {
        let moved = InclusionProof(index: UInt64(place), size: 21, hashes: proof.hashes)
        #expect(throws: LogError.proofFails) { try moved.verify(leaf: leaves[index], root: root) }
      }
    }
    #expect(throws: LogError.noSuchLeaf(index: 21, size: 21)) { try view.inclusionProof(of: 21) }
    #expect(throws: LogError.noSuchLeaf(index: 5, size: 5)) {
      try InclusionProof(index: 5, size: 5, hashes: []).verify(leaf: root, root: root)
    }
    #expect(throws: LogError.noSuchLeaf(index: 0, size: 0)) {
      try InclusionProof(index: 0, size: 0, hashes: []).verify(leaf: root, root: root)
    }
  }

  @Test("LOG-14: every tree of up to 40 leaves proves every earlier one as RFC 6962 says")
  func consistency() throws {
    let leaves = Fixture.leaves(Self.small)
    for later in 0...Self.small {
      let root = Fixture.root(leaves[..<later])
      var view = try TreeView(size: UInt64(later), reader: Fixture.tiles(Array(leaves[..<later])))
      for earlier in 0...later {
        let proof = try view.consistencyProof(from: UInt64(earlier))
        if earlier > 0 {
          #expect(proof.hashes == Fixture.subproof(earlier, leaves[..<later], true))
        }
        try proof.verify(earlierRoot: Fixture.root(leaves[..<earlier]), laterRoot: root)
      }
    }
  }

  @Test("LOG-14: a proof holds for no other roots and sizes, and needs each of its hashes")
  func wrongConsistency() throws {
    let leaves = Fixture.leaves(21)
    let roots = (0...21).map { Fixture.root(leaves[..<$0]) }
    var view = try TreeView(size: 21, reader: Fixture.tiles(leaves))
    for earlier in 0...21 {
      let proof = try view.consistencyProof(from: UInt64(earlier))
      for wrong in 0...21 where wrong != earlier {
        #expect(throws: LogError.proofFails) {
          try proof.verify(earlierRoot: roots[wrong], laterRoot: roots[21])
        }
        let moved = ConsistencyProof(earlier: UInt64(wrong), later: 21, hashes: proof.hashes)
        #expect(throws: LogError.proofFails) {
          try moved.verify(earlierRoot: roots[earlier], laterRoot: roots[21])
        }
      }
      if earlier > 0 {
        #expect(throws: LogError.proofFails) {
          try proof.verify(earlierRoot: roots[earlier], laterRoot: roots[0])
        }
      }
      for wrong in Self.alterations(of: proof.hashes) {
        let altered = ConsistencyProof(earlier: UInt64(earlier), later: 21, hashes: wrong)
        #expect(throws: LogError.proofFails) {
          try altered.verify(earlierRoot: roots[earlier], laterRoot: roots[21])
        }
      }
    }
    #expect(throws: LogError.sizesOutOfOrder(earlier: 22, later: 21)) {
      try view.consistencyProof(from: 22)
    }
    #expect(throws: LogError.sizesOutOfOrder(earlier: 3, later: 2)) {
      try ConsistencyProof(earlier: 3, later: 2, hashes: [])
        .verify(earlierRoot: roots[3], laterRoot: roots[2])
    }
    #expect(throws: LogError.proofFails) {
      try ConsistencyProof(earlier: 3, later: 21, hashes: [])
        .verify(earlierRoot: roots[3], laterRoot: roots[21])
    }
  }

  @Test("LOG-13, LOG-14: proofs across tiles and levels hold", arguments: [257, 512, 700, 1024])
  func acrossTiles(size: Int) throws {
    let leaves = Fixture.leaves(size)
    let root = Fixture.root(leaves[...])
    var view = try TreeView(size: UInt64(size), reader: Fixture.tiles(leaves))
    for index in [0, 1, 254, 255, 256, size / 2, size - 2, size - 1] {
      let proof = try view.inclusionProof(of: UInt64(index))
      #expect(proof.hashes == Fixture.path(index, leaves[...]))
      try proof.verify(leaf: leaves[index], root: root)
      #expect(try view.leafHash(UInt64(index)) == leaves[index])
    }
    for earlier in [1, 2, 3, 255, 256, 257, size - 1, size] {
      let proof = try view.consistencyProof(from: UInt64(earlier))
      #expect(proof.hashes == Fixture.subproof(earlier, leaves[...], true))
      try proof.verify(earlierRoot: Fixture.root(leaves[..<earlier]), laterRoot: root)
    }
  }

  /// One byte of one hash other, a hash missing, one doubled, one behind the end.
  private static func alterations(of hashes: [LogHash]) -> [[LogHash]] {
    var result = [hashes + [.empty]]
    for index in hashes.indices {
      var bytes = hashes[index].bytes
      bytes[index % 32] ^= 1
      var altered = hashes
      altered[index] = LogHash(bytes) ?? .empty
      result.append(altered)
      altered = hashes
      altered.remove(at: index)
      result.append(altered)
      altered = hashes
      altered.insert(hashes[index], at: index)
      result.append(altered)
    }
    return result
  }
}
