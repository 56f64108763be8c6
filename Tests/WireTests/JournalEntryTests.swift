import Testing
import Wire

@Suite struct JournalEntryTests {
  @Test("JRN-1: every kind of entry is read as its vector says, and written as the same bytes")
  func valid() throws {
    let vectors = VectorFile.valid("journal-entry")
    #expect(Set(vectors.compactMap { $0.fields?["kind"] }.map { "\($0)" }).count == 8)
    for vector in vectors {
      let entry = try JournalEntry(vector.bytes.span.bytes)
      #expect(entry.plain == vector.fields, "\(vector.name)")
      #expect(entry.array == vector.bytes, "\(vector.name)")
    }
  }

  @Test("JRN-2: each entry extends the head of the one before it, from zero")
  func heads() throws {
    var head = Head.start
    for vector in VectorFile.valid("journal-entry") {
      #expect(head.word.hex == vector.headBefore)
      head = head.extended(by: vector.bytes.span.bytes, hash: CryptoHash())
      #expect(head.word.hex == vector.headAfter)
    }
    #expect(head != .start)
  }

  @Test("JRN-1: bytes that are not an entry are refused for their vector's reason")
  func refused() throws {
    let vectors = VectorFile.refused("journal-entry")
    #expect(vectors.count >= 20)
    for vector in vectors {
      let error = try #require(vector.error)
      #expect(throws: error, "\(vector.name)") { try JournalEntry(vector.bytes.span.bytes) }
    }
  }

  @Test("MSG-1: every proper prefix of an entry is refused as truncated")
  func prefixes() {
    for vector in VectorFile.valid("journal-entry") {
      for length in vector.bytes.indices {
        let prefix = Array(vector.bytes[..<length])
        #expect(throws: WireError.truncated) { try JournalEntry(prefix.span.bytes) }
      }
    }
  }
}

extension JournalEntry {
  fileprivate var array: [UInt8] {
    var bytes = Bytes<1024>()
    encode(into: &bytes)
    return bytes.array
  }
}
