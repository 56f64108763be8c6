import Testing
import Wire

@Suite struct MessageVectorTests {
  @Test(
    "MSG-20 to MSG-28, MSG-52: every valid message is read as its vector says",
    arguments: Kind.allCases)
  func valid(kind: Kind) throws {
    let file = try VectorFile.load(kind.rawValue)
    let vectors = VectorFile.valid(kind.rawValue)
    #expect(vectors.count >= 2)
    for vector in vectors {
      let message = try kind.read(vector.bytes)
      #expect(message.fields == vector.fields, "\(vector.name)")
      #expect(vector.rule == file.rule)
    }
  }

  @Test("MSG-3: a message that was read is written as the same bytes", arguments: Kind.allCases)
  func roundTrip(kind: Kind) throws {
    for vector in VectorFile.valid(kind.rawValue) {
      #expect(try kind.read(vector.bytes).encoded == vector.bytes, "\(vector.name)")
    }
  }

  @Test("MSG-11: type and external_aad are those of the vectors", arguments: Kind.allCases)
  func context(kind: Kind) throws {
    let file = try VectorFile.load(kind.rawValue)
    #expect(file.type == UInt64(kind.type.rawValue))
    #expect(file.aad == "\(kind.type.context)")
    for vector in VectorFile.valid(kind.rawValue) {
      let payload = try kind.read(vector.bytes).payload
      #expect(try Envelope.type(ofPayload: payload.span.bytes) == kind.type)
    }
  }

  @Test("MSG-12: the digest is that of the Sig_structure", arguments: Kind.allCases)
  func digest(kind: Kind) throws {
    for vector in VectorFile.valid(kind.rawValue) {
      #expect(try kind.read(vector.bytes).digest.word.hex == vector.digest, "\(vector.name)")
    }
  }

  @Test("MSG-13: the signature of a valid message holds", arguments: Kind.allCases)
  func signatureHolds(kind: Kind) throws {
    let signer = [UInt8](hex: try #require(VectorFile.load(kind.rawValue).signer))
    for vector in VectorFile.valid(kind.rawValue) {
      let message = try kind.read(vector.bytes)
      #expect(message.holds(signer: signer), "\(vector.name)")
    }
  }

  @Test(
    "MSG-13: a message that only its signature makes wrong is read, and does not hold",
    arguments: Kind.allCases)
  func signatureFails(kind: Kind) throws {
    let signer = [UInt8](hex: try #require(VectorFile.load(kind.rawValue).signer))
    let vectors = VectorFile.refused(kind.rawValue).filter { $0.refusedBy == "MSG-13" }
    #expect(vectors.count >= 7)
    for vector in vectors {
      let message = try kind.read(vector.bytes)
      #expect(!message.holds(signer: signer), "\(vector.name)")
    }
  }

  @Test(
    "MSG-1 to MSG-10: every refused message is refused for its vector's reason",
    arguments: Kind.allCases)
  func refused(kind: Kind) throws {
    let vectors = VectorFile.refused(kind.rawValue).filter { $0.refusedBy != "MSG-13" }
    #expect(Set(vectors.map(\.refusedBy)).count == 10, "one vector for each refusal at least")
    for vector in vectors {
      let error = try #require(vector.error)
      #expect(throws: error, "\(vector.name)") { try kind.read(vector.bytes) }
    }
  }

  @Test("MSG-4: no message passes for one of another type", arguments: Kind.allCases)
  func anotherType(kind: Kind) throws {
    let typical = try #require(VectorFile.valid(kind.rawValue).first).bytes
    for other in Kind.allCases where other != kind {
      #expect(throws: WireError.wrongMessageType) { try other.read(typical) }
    }
  }

  @Test("MSG-1: every proper prefix of a message is refused as truncated", arguments: Kind.allCases)
  func prefixes(kind: Kind) throws {
    let typical = try #require(VectorFile.valid(kind.rawValue).first).bytes
    for length in typical.indices {
      #expect(throws: WireError.truncated) { try kind.read(Array(typical[..<length])) }
    }
  }

  @Test("MSG-42: the lowest number wins where one message gives several reasons")
  func precedence() throws {
    let request = try #require(VectorFile.valid("request").first).bytes
    let tooLong = request + [UInt8](repeating: 0, count: WireLimits.message)
    #expect(throws: WireError.tooLong) { try Kind.request.read(tooLong) }
    let untaggedWithMore = Array(request.dropFirst()) + [0]
    #expect(throws: WireError.unexpectedType) { try Kind.request.read(untaggedWithMore) }
    let unordered = VectorFile.refused("request").filter { $0.name.hasSuffix("fields-unordered") }
    #expect(unordered.map(\.refusedBy) == ["MSG-6"])
  }

  @Test("MSG-35: a false flag, an amount of nothing and an empty list are absent or refused")
  func absent() throws {
    let named = VectorFile.refused("sync-grant").filter {
      ["false-flag", "zero-load", "zero-sweep", "no-deliveries", "no-reversals"]
        .contains($0.name.split(separator: "/").last.map(String.init))
    }
    #expect(named.count == 5)
    for vector in named {
      #expect(throws: WireError.notCanonical) { try Kind.syncGrant.read(vector.bytes) }
    }
    let smallest = try #require(VectorFile.valid("sync-grant").min { $0.hex.count < $1.hex.count })
    #expect(try Kind.syncGrant.read(smallest.bytes).fields.count == 6)
  }

  @Test(
    "MSG-3: no altered byte of the content is read as the same message",
    arguments: Kind.allCases)
  func alteredBytes(kind: Kind) throws {
    let typical = try #require(VectorFile.valid(kind.rawValue).first)
    for index in typical.bytes.indices {
      for bit in 0..<8 {
        var altered = typical.bytes
        altered[index] ^= 1 << bit
        guard let message = try? kind.read(altered) else { continue }
        #expect(message.encoded == altered)
      }
    }
  }
}
