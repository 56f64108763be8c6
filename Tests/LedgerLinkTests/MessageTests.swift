import Settlement
import Testing
import Wire

@testable import LedgerLink

@Suite struct MessageTests {
  private static let amount = Amount(minorUnits: 12_345) ?? .zero
  private static let notices: [SyncNotice] = [
    .repeated, .loadRefused(.insufficientFunds), .loadRefused(.balanceLimit),
    .loadRefused(.suspended), .loadRefused(.holdingCap), .loadRefused(.outdated), .restored,
    .more, .suspended, .unseenEntries,
    .waiting(amount), .borne(amount), .withheld(amount),
  ]
  private static let answers: [ServiceAnswer] = {
    var status = ServiceStatus()
    (status.isEnding, status.connections, status.taken) = (true, 2, 300)
    (status.granted, status.refused, status.busy) = (200, 70, 70_000)
    status.unavailable = 9
    return [
      .grant(SyncOutcome(grant: Array(1...200), notices: [])),
      .grant(SyncOutcome(grant: [7], notices: notices)), .status(status), .refusal(.busy),
      .refusal(.halted), .refusal(ServiceRefusal(code: "", message: "Öre fehlen")),
    ]
  }()

  @Test("SRV-5, SRV-6, SRV-7: every answer is read back as it was sent") func roundTrip() throws {
    for answer in Self.answers { #expect(try ServiceAnswer(answer.frame(5)) == answer) }
  }

  @Test("SRV-5: notices are kinds and values of the page's table") func table() throws {
    let frame = ServiceAnswer.grant(SyncOutcome(grant: [7], notices: Self.notices)).frame(1)
    let packet = Packet(kind: .grant, message: [7]).bytes
    let pairs: [[UInt8]] = [
      [1, 0], [2, 1], [2, 2], [2, 3], [2, 4], [2, 5], [7, 0], [3, 0], [4, 0], [5, 0],
      [6, 0x19, 0x30, 0x39], [8, 0x19, 0x30, 0x39], [9, 0x19, 0x30, 0x39],
    ]
    #expect(
      frame.body == [0x82, 0x40 + UInt8(packet.count)] + packet + [0x8D]
        + pairs.flatMap { [0x82] + $0 })
  }

  @Test(
    "SRV-6: bytes that are no answer are refused: cut short, longer, of another kind or version")
  func garbled() throws {
    for answer in Self.answers {
      let frame = answer.frame(5)
      for count in 0..<frame.body.count {
        var short = frame
        short.body = Array(frame.body.prefix(count))
        #expect(throws: WireError.self) { try ServiceAnswer(short) }
      }
      var long = frame
      long.body.append(0)
      #expect(throws: WireError.trailingBytes) { try ServiceAnswer(long) }
      var other = frame
      other.kind = 131
      #expect(throws: WireError.wrongMessageType) { try ServiceAnswer(other) }
    }
    var version = Self.answers[2].frame(1)
    version.body[1] = 2
    #expect(throws: WireError.outOfRange) { try ServiceAnswer(version) }
  }

  @Test("SRV-13: a place is a port of this machine, or a path") func places() throws {
    #expect(try ServiceAddress(text: "127.0.0.1:4711") == .tcp(port: 4_711))
    #expect(try ServiceAddress(text: "localhost:4711") == .tcp(port: 4_711))
    #expect(try ServiceAddress(text: "./ledger") == .unix(path: "./ledger"))
    for text in ["", "4711", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "10.0.0.1:1", "a:b:1"]
    {
      #expect(throws: ServiceError.noAddress(text)) { try ServiceAddress(text: text) }
    }
  }
}
