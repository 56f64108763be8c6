import Testing
import Wire

@Suite struct LimitsTests {
  @Test("MSG-9: the largest grant, every list full, certificate and policy in it, fits a payload")
  func largestGrant() throws {
    let grant = try largest(.syncGrant)
    #expect(grant.payload.count <= WireLimits.payload)
    for field in ["deliveries", "reversals"] {
      guard case .list(let items) = grant.fields[field] else {
        Issue.record("no \(field)")
        continue
      }
      #expect(items.count == WireLimits.transfersPerGrant)
    }
    #expect(grant.fields.count == 16, "every field is present")
  }

  @Test("MSG-9: a message is its payload and at most 96 bytes more")
  func envelope() throws {
    for kind in Kind.allCases {
      let message = try largest(kind)
      #expect(message.encoded.count - message.payload.count <= 96)
    }
    #expect(WireLimits.message == WireLimits.payload + 96)
  }

  @Test(
    "MSG-9: every message but a grant and a set of operators fits the 512 bytes that its digest is computed in"
  )
  func digestBuffer() throws {
    for kind in Kind.allCases where ![.syncGrant, .operators].contains(kind) {
      #expect(try largest(kind).encoded.count <= 512)
    }
  }

  @Test("MSG-9: the largest entry fits its limit, with as many outcomes as a grant has transfers")
  func largestEntry() throws {
    let vector = try #require(VectorFile.valid("journal-entry").last)
    #expect(vector.bytes.count <= WireLimits.entry)
    let entry = try JournalEntry(vector.bytes.span.bytes)
    guard case .granted(let results) = entry else {
      Issue.record("the last entry is no grant")
      return
    }
    #expect(results.deliveries.isFull)
    #expect(results.deliveries.count == WireLimits.transfersPerGrant)
    #expect(results.reversals.count == WireLimits.transfersPerGrant)
  }

  @Test("MSG-41: requests, payments and certificates have the sizes that were promised")
  func sizes() throws {
    #expect(try largest(.request).encoded.count <= 127)
    #expect(try typical(.request).encoded.count < 120)
    #expect(try largest(.payment).encoded.count <= 225)
    #expect(try typical(.payment).encoded.count < 220)
    #expect(try largest(.certificate).encoded.count <= 210)
  }

  @Test("MSG-31: the sum of 2^13 largest amounts fits 64 bits")
  func sums() {
    #expect(!WireLimits.largestAmount.multipliedReportingOverflow(by: 1 << 13).overflow)
  }

  @Test("MSG-33: any number of days can be added to the latest time")
  func times() {
    let latest = LedgerTime(seconds: WireLimits.largestTime)
    #expect(latest.adding(days: .max) > latest)
  }

  @Test("MSG-9: the sealed part's limit is the policy's largest evidence limit")
  func evidence() throws {
    #expect(try largest(.policy).fields["evidenceBytes"] == .number(UInt64(WireLimits.sealed)))
  }

  private func typical(_ kind: Kind) throws -> AnyMessage {
    try kind.read(#require(VectorFile.valid(kind.rawValue).first).bytes)
  }

  /// The largest of a message's vectors.
  private func largest(_ kind: Kind) throws -> AnyMessage {
    let vectors = VectorFile.valid(kind.rawValue)
    return try kind.read(#require(vectors.max { $0.hex.count < $1.hex.count }).bytes)
  }
}
