import Foundation
import LedgerEngine
import Settlement
import Testing
import Wire

@testable import LedgerLink

@Suite struct ServerTests {
  @Test("SRV-1, SRV-7: the page's example, byte by byte") func example() throws {
    let held = HeldLedger()
    let served = try Served(held.service)
    let client = try RawClient(served.address)
    client.send([0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 2] + ServiceRequest.upload(9).bytes(2))
    #expect(
      client.receive(25) == [
        0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 1, 0x82, 0x89, 1, 0, 1, 0, 0, 0, 0, 0, 0x42, 0x7B, 0x7D,
      ])
    try #require(held.await(1))
    held.answer()
    #expect(try #require(try client.answer()).number == 2)
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-2: requests are sent without waiting, and answered by number in any order")
  func pipelined() throws {
    let held = HeldLedger()
    let served = try Served(held.service)
    let client = try RawClient(served.address)
    client.send((1...5).flatMap { ServiceRequest.upload($0).bytes(UInt64($0) * 100) })
    try #require(held.await(5))
    for _ in 1...5 { held.answer() }
    for mark in [UInt8](1...5).reversed() {
      let (number, answer) = try #require(try client.answer())
      #expect(number == UInt64(mark) * 100)
      #expect(answer == .grant(SyncOutcome(grant: [mark], notices: [])))
    }
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-6: what is malformed or unknown is refused by itself, and the connection goes on")
  func malformed() throws {
    let served = try Served(generous)
    let client = try RawClient(served.address)
    let requests: [(ServiceFrame, String)] = [
      (ServiceFrame(number: 1, kind: 1, body: [1, 2, 3]), "malformed"),
      (ServiceFrame(number: 2, kind: 1, body: []), "malformed"),
      (ServiceFrame(number: 3, kind: 2, body: [0]), "malformed"),
      (ServiceFrame(number: 4, kind: 0, body: []), "unknownRequest"),
      (ServiceFrame(number: 5, kind: 77, body: [1, 2, 3]), "unknownRequest"),
    ]
    for (frame, code) in requests {
      client.send(frame.bytes)
      guard case (frame.number, .refusal(let refusal))? = try client.answer() else {
        Issue.record("\(frame) is not refused")
        continue
      }
      #expect(refusal.code == code && refusal.message.count > 20)
    }
    client.send(ServiceRequest.upload(8).bytes(6))
    #expect(try #require(try client.answer()).number == 6)
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-3: where framing is lost, what is under way is answered and the connection closed")
  func framing() throws {
    let held = HeldLedger()
    let served = try Served(held.service)
    let client = try RawClient(served.address)
    client.send(ServiceRequest.upload(1).bytes(1) + Array("GET / HTTP/1.1\r\n\r\n".utf8))
    let (number, answer) = try #require(try client.answer())
    #expect(number == 0 && answer == .refusal(.framing))
    try #require(held.await(1))
    held.answer()
    #expect(try #require(try client.answer()).number == 1)
    #expect(client.receive(1) == [])
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-8: when the room for uploads is used up one more is skipped, busy, and fits later")
  func room() throws {
    let held = HeldLedger()
    let served = try Served(held.service) { $0.heldBytes = 2_500 }
    let (first, second) = (try RawClient(served.address), try RawClient(served.address))
    first.send(ServiceRequest.upload(1, bytes: 2_000).bytes(1))
    try #require(held.await(1))
    second.send(ServiceRequest.upload(2, bytes: 2_000).bytes(1) + ServiceRequest.status.bytes(2))
    #expect(try #require(try second.answer()).answer == .refusal(.busy))
    guard case .status(let status) = try #require(try second.answer()).answer else {
      throw FramingLost()
    }
    #expect(status.busy == 1 && status.taken == 1)
    held.answer()
    _ = try #require(try first.answer())
    second.send(ServiceRequest.upload(2, bytes: 2_000).bytes(3))
    try #require(held.await(1))
    held.answer()
    #expect(try #require(try second.answer()).number == 3)
    // A connection that goes in the middle of an upload gives its room back.
    for _ in 0..<3 {
      let torn = try RawClient(served.address)
      torn.send(Array(ServiceRequest.upload(2, bytes: 2_000).bytes(1).prefix(1_500)))
    }
    try #require(
      eventually {
        second.send(ServiceRequest.upload(3, bytes: 2_000).bytes(4))
        return held.await(1, tries: 5)
      })
    held.answer()
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-12: who has ended his side gets what is due, then the end") func halfClosed() throws {
    let held = HeldLedger()
    let served = try Served(held.service)
    let client = try RawClient(served.address)
    client.send(ServiceRequest.upload(1).bytes(1))
    client.endSending()
    try #require(held.await(1))
    held.answer()
    #expect(try #require(try client.answer()).number == 1)
    #expect(client.receive(1) == [])
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-14: told to end, it answers what it has taken, and takes no more") func stops() throws
  {
    let held = HeldLedger()
    let served = try Served(held.service)
    let client = try RawClient(served.address)
    client.send(ServiceRequest.upload(1).bytes(1))
    try #require(held.await(1))
    served.server.stop()
    #expect(eventually { (try? RawClient(served.address)) == nil })
    #expect(throws: ServiceError.nothingListens("\(served.address)")) {
      try RawClient(served.address)
    }
    client.send(ServiceRequest.upload(2).bytes(2))
    #expect(!held.await(2, tries: 20))
    held.answer()
    #expect(try #require(try client.answer()).number == 1)
    #expect(client.receive(1) == [])
    #expect(served.end() == .stopped)
  }

  @Test("SRV-15: when the ledger halts all under way hear so, and the server ends with it")
  func halts() throws {
    let held = HeldLedger()
    let served = try Served(held.service)
    let client = try RawClient(served.address)
    client.send(ServiceRequest.upload(1).bytes(1) + ServiceRequest.upload(2).bytes(2))
    try #require(held.await(2))
    for _ in 0..<2 { held.answer(0, refusing: .halted) }
    for number in 1...2 {
      let answer = try #require(try client.answer())
      #expect(answer.number == UInt64(number) && answer.answer == .refusal(.halted))
    }
    #expect(client.receive(1) == [])
    #expect(served.end() == .halted)
  }

  @Test("SRV-6, SRV-7: while its store cannot be reached uploads are unavailable, and it goes on")
  func unavailable() throws {
    let held = HeldLedger()
    let served = try Served(held.service)
    let client = try RawClient(served.address)
    client.send(ServiceRequest.upload(1).bytes(1))
    try #require(held.await(1))
    held.answer(refusing: ServiceRefusal(.unavailable))
    #expect(try #require(try client.answer()).answer == .refusal(.unavailable))
    client.send(ServiceRequest.upload(1).bytes(2))
    try #require(held.await(1))
    held.answer()
    #expect(try #require(try client.answer()).number == 2)
    client.send(ServiceRequest.status.bytes(3))
    guard case .status(let status) = try #require(try client.answer()).answer else {
      throw FramingLost()
    }
    #expect(status.unavailable == 1 && status.granted == 1 && status.refused == 0)
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-14: an upload whose client has gone is still waited for") func gone() throws {
    let held = HeldLedger()
    let served = try Served(held.service)
    do {
      let client = try RawClient(served.address)
      client.send(ServiceRequest.upload(1).bytes(1))
      try #require(held.await(1))
    }
    served.server.stop()
    usleep(200_000)
    #expect(held.uploads.count == 1)
    held.answer()
    #expect(served.end() == .stopped)
  }
}

extension RawClient {
  /// Whether a status is answered, waiting a little at most.
  var answersStatus: Bool {
    send(ServiceRequest.status.bytes(1))
    return !receive(13).isEmpty
  }
}

/// Whether something becomes true, tried for a while.
func eventually(_ isTrue: () -> Bool) -> Bool {
  for _ in 0..<3_000 {
    if isTrue() { return true }
    usleep(10_000)
  }
  return false
}
