import Testing
import Wire

@Suite struct PacketTests {
  @Test("MSG-40: every kind of packet is read as its vector says, and written as the same bytes")
  func valid() throws {
    let vectors = VectorFile.valid("packet")
    #expect(Set(vectors.compactMap { $0.fields?["kind"] }.map { "\($0)" }).count == 9)
    for vector in vectors {
      let packet = try Packet(vector.bytes)
      #expect(packet.plain == vector.fields, "\(vector.name)")
      #expect(packet.bytes == vector.bytes, "\(vector.name)")
    }
  }

  @Test("MSG-40: bytes that are not a packet are refused for their vector's reason")
  func refused() throws {
    let vectors = VectorFile.refused("packet")
    #expect(vectors.count >= 20)
    for vector in vectors {
      let error = try #require(vector.error)
      #expect(throws: error, "\(vector.name)") { try Packet(vector.bytes) }
    }
  }

  @Test("MSG-9: a packet above its limit is refused before it is read")
  func tooLong() {
    let bytes = [UInt8](repeating: 0, count: WireLimits.packet + 1)
    #expect(throws: WireError.tooLong) { try Packet(bytes) }
  }

  @Test("MSG-1: every proper prefix of a packet is refused as truncated")
  func prefixes() {
    for vector in VectorFile.valid("packet") {
      for length in vector.bytes.indices {
        #expect(throws: WireError.truncated) { try Packet(Array(vector.bytes[..<length])) }
      }
    }
  }
}

extension Packet {
  fileprivate var plain: [String: Plain] {
    var fields: [String: Plain] = ["kind": .choice(kind), "message": .text(message.hex)]
    fields["certificate"] = certificate.map { .text($0.hex) }
    fields["authority"] = authority.map { .text($0.hex) }
    fields["sealed"] = sealed.map { .text($0.hex) }
    if !items.isEmpty { fields["items"] = .list(items.map { .record($0.plain) }) }
    if !documents.isEmpty { fields["documents"] = .list(documents.map { .text($0.hex) }) }
    fields["start"] = start.map { .word($0.word) }
    fields["proof"] = proof.map { .choice($0) }
    fields["holds"] = holds.map {
      .record([
        "policyNumber": .integer($0.policyNumber), "blockListNumber": .integer($0.blockListNumber),
      ])
    }
    if !seconds.isEmpty { fields["seconds"] = .list(seconds.map { .text($0.hex) }) }
    return fields
  }
}

extension Packet.Item {
  fileprivate var plain: [String: Plain] {
    var fields: [String: Plain] = [
      "sequence": .number(sequence.value), "entry": .text(entry.hex),
    ]
    fields["payment"] = payment.map { .text($0.hex) }
    fields["sealed"] = sealed.map { .text($0.hex) }
    return fields
  }
}
