import Testing

@testable import TransparencyLog

/// The tree against roots, nodes and proofs that others computed.
@Suite struct ReferenceTests {
  /// The test data of RFC 6962's first implementation, used by its successors ever since.
  private static let inputs: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    Array(0x50...0x57), Array(0x60...0x6f),
  ]

  private static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test("LOG-3: the roots of 0 to 8 leaves are those of the reference data", arguments: 0...8)
  func roots(count: Int) throws {
    var tree = LogTree()
    _ = try tree.append(Self.inputs.prefix(count).map { LogHash.leaf($0) })
    #expect(CanonicalText.hex(tree.root.bytes) == Self.roots[count])
  }

  @Test("LOG-13: the inclusion proof of leaf 0 among 8 is made of the reference data's nodes")
  func nodes() throws {
    let storage = try Fixture.tiles(Self.inputs.map { LogHash.leaf($0) })
    var view = try TreeView(size: 8, reader: storage)
    #expect(
      try view.inclusionProof(of: 0).hashes.map { CanonicalText.hex($0.bytes) } == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
      ])
  }

  @Test("LOG-13: a proof from a log of 961,984,013 entries holds")
  func inclusion() throws {
    let proof = InclusionProof(
      index: ArgonVector.index, size: ArgonVector.size,
      hashes: try ArgonVector.inclusion.map(Self.hash))
    try proof.verify(leaf: Self.hash(ArgonVector.leaf), root: Self.hash(ArgonVector.root))
    let other = InclusionProof(
      index: ArgonVector.index + 1, size: ArgonVector.size, hashes: proof.hashes)
    #expect(throws: LogError.proofFails) {
      try other.verify(leaf: Self.hash(ArgonVector.leaf), root: Self.hash(ArgonVector.root))
    }
  }

  @Test("LOG-14: that log's growth from 3,654,490 entries is proved")
  func consistency() throws {
    let proof = ConsistencyProof(
      earlier: ArgonVector.earlierSize, later: ArgonVector.size,
      hashes: try ArgonVector.consistency.map(Self.hash))
    let earlier = try Self.hash(ArgonVector.earlierRoot)
    try proof.verify(earlierRoot: earlier, laterRoot: Self.hash(ArgonVector.root))
    #expect(throws: LogError.proofFails) {
      try proof.verify(earlierRoot: earlier, laterRoot: earlier)
    }
  }

  private static func hash(_ base64: String) throws -> LogHash {
    try #require(CanonicalText.hash(base64: base64))
  }
}
