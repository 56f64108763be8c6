import Testing
import Wire

struct SuiteVectorTests {
  @Test("SUI-3: a message by a key of suite 2 is read, and Ed25519 holds over its Sig_structure")
  func valid() throws {
    let vectors = VectorFile.valid("suites")
    #expect(vectors.count == Kind.allCases.count, "each message once")
    for vector in vectors {
      let message = try Self.read(vector)
      #expect(message.algorithm == .edDSA)
      #expect(message.encoded == vector.bytes, "\(vector.name)")
      #expect(message.digest.word.hex == vector.digest, "\(vector.name)")
      #expect(message.holds(signer: [UInt8](hex: try #require(vector.signer))), "\(vector.name)")
    }
  }

  @Test("SUI-3: what passes for one and is none is read, and does not hold")
  func refused() throws {
    let vectors = VectorFile.refused("suites")
    #expect(vectors.count == 7 * Kind.allCases.count)
    for vector in vectors {
      let message = try Self.read(vector)
      #expect(!message.holds(signer: [UInt8](hex: try #require(vector.signer))), "\(vector.name)")
    }
  }

  @Test("SUI-3: one content has another digest under another algorithm")
  func digest() throws {
    for kind in Kind.allCases {
      let typical = try kind.read(#require(VectorFile.valid(kind.rawValue).first).bytes)
      let other = VectorFile.valid("suites").first { $0.message == kind.rawValue }
      let eddsa = try Self.read(#require(other))
      #expect(eddsa.payload == typical.payload)
      #expect(eddsa.digest != typical.digest)
    }
  }

  @Test("SUI-1: the suites have their numbers, and each its algorithm")
  func suites() {
    #expect(Wire.Suite.allCases.map(\.rawValue) == [1, 2, 3])
    #expect(Wire.Suite.allCases.map(\.algorithm) == [.es256, .edDSA, .es256])
    for suite in Wire.Suite.allCases {
      #expect(SuiteSet(suite).bits == 1 << (suite.rawValue - 1))
      #expect(Wire.Suite.allCases.filter { SuiteSet(suite).contains($0) } == [suite])
    }
    #expect(Wire.Suite.allCases.allSatisfy { SuiteSet.all.contains($0) })
    #expect(SuiteSet(.edDSA).reads(.edDSA) && !SuiteSet(.edDSA).reads(.es256))
    #expect(SuiteSet(.es256MLDSA65).reads(.es256) && !SuiteSet(.es256MLDSA65).reads(.edDSA))
  }

  @Test("SUI-2: a key's length tells its suite, and nothing else is a key")
  func keys() {
    let lengths: [Int: Wire.Suite] = [64: .es256, 32: .edDSA, 65: .es256MLDSA65]
    for length in 0...100 {
      let bytes = [UInt8](repeating: 2, count: length)
      let key = PublicKey(bytes.span.bytes)
      #expect(key?.suite == lengths[length], "\(length) bytes")
      if let key { #expect(key.array == bytes && key.byteCount == length) }
    }
    let odd = [3] + [UInt8](repeating: 2, count: 64)
    #expect(PublicKey(odd.span.bytes) == nil, "y is even")
    let same = Word32(1, 2, 3, 4)
    #expect(PublicKey(x: same, y: same) != PublicKey(evenX: same, hash: same))
  }

  private static func read(_ vector: Vector) throws -> AnyMessage {
    try #require(Kind(rawValue: vector.message ?? "")).read(vector.bytes)
  }
}
