import Foundation
import Testing
import Wire

@testable import LedgerLink

/// What one client does never disturbs another.
@Suite struct BoundTests {
  private func serves(_ served: Served) throws -> Bool {
    let client = try RawClient(served.address)
    client.send(ServiceRequest.upload(7).bytes(1))
    return try client.answer()?.number == 1
  }

  @Test("SRV-9: nothing more is read of who has enough unanswered, and others do not notice")
  func unanswered() throws {
    let held = HeldLedger()
    let served = try Served(held.service) { $0.unanswered = 3 }
    let greedy = try RawClient(served.address)
    // One at a time, so that no two are read at once.
    for mark in 1...3 as ClosedRange<UInt8> {
      greedy.send(ServiceRequest.upload(mark).bytes(UInt64(mark)))
      try #require(held.await(Int(mark)))
    }
    greedy.send(ServiceRequest.upload(4).bytes(4))
    let other = try RawClient(served.address)
    other.send(ServiceRequest.upload(5).bytes(1))
    try #require(held.await(4))
    #expect(held.uploads.map { $0.message[0] } == [1, 2, 3, 5])
    held.answer(0)
    try #require(held.await(4))
    #expect(held.uploads.map { $0.message[0] } == [2, 3, 5, 4])
    for _ in 0..<4 { held.answer() }
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-10: a frame that does not come to its end is cut off, a slow but steady client is not")
  func slow() throws {
    let served = try Served(generous) { $0.patienceMilliseconds = 300 }
    let hanging = try RawClient(served.address)
    hanging.send(Array(ServiceRequest.upload(1, bytes: 500).bytes(1).prefix(100)))
    let silent = try RawClient(served.address)
    #expect(try serves(served))
    let (number, answer) = try #require(try hanging.answer())
    #expect(number == 0 && answer == .refusal(.tooSlow))
    #expect(hanging.receive(1) == [])
    // Who is in no frame may be silent as long as he likes.
    silent.send(ServiceRequest.upload(2).bytes(9))
    #expect(try #require(try silent.answer()).number == 9)
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-10: a client that does not take its answers is cut off, and others do not notice")
  func unread() throws {
    let served = try Served(generous) {
      $0.patienceMilliseconds = 300
      $0.unreadBytes = 65_536
    }
    let deaf = try RawClient(served.address)
    let upload = ServiceRequest.upload(1, bytes: 2_000).bytes(1)
    var rest: [UInt8] = []
    #expect(
      eventually {
        for _ in 0..<100 where rest.count < 65_536 { rest += upload }
        rest.removeFirst(deaf.sendSome(rest))
        return deaf.isCutOff
      })
    #expect(try serves(served))
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-11: one connection more takes the place of the one that is idle longest")
  func idle() throws {
    let held = HeldLedger()
    let served = try Served(held.service) { $0.connections = 3 }
    let first = try RawClient(served.address)
    first.send(ServiceRequest.upload(1).bytes(1))
    try #require(held.await(1))
    let second = try RawClient(served.address)
    #expect(second.answersStatus)
    let third = try RawClient(served.address)
    #expect(third.answersStatus)
    let fourth = try RawClient(served.address)
    #expect(fourth.answersStatus)
    // The rest of its answer, then the end.
    #expect(second.receive(100).count == 12)
    held.answer()
    #expect(try #require(try first.answer()).number == 1)
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-11: where none is idle the new connection is busy") func full() throws {
    let held = HeldLedger()
    let served = try Served(held.service) { $0.connections = 2 }
    let clients = try (1...2).map { _ in try RawClient(served.address) }
    for (index, client) in clients.enumerated() {
      client.send(ServiceRequest.upload(1).bytes(1))
      try #require(held.await(index + 1))
    }
    for _ in 0..<5 {
      let late = try RawClient(served.address)
      late.send(ServiceRequest.upload(2).bytes(1))
      let (number, answer) = try #require(try late.answer())
      #expect(number == 0 && answer == .refusal(.busy))
      #expect(late.receive(1) == [])
    }
    for _ in 0..<2 { held.answer() }
    for client in clients { #expect(try #require(try client.answer()).number == 1) }
    #expect(try serves(Served(generous)))
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-3: noise on some connections leaves the others served", arguments: 0..<20)
  func noise(seed: UInt64) throws {
    let served = try Served(generous) { $0.patienceMilliseconds = 2_000 }
    var random = Noise(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    let good = try RawClient(served.address)
    for round in 1...20 as ClosedRange<UInt64> {
      let noisy = try RawClient(served.address)
      var bytes = ServiceRequest.upload(1, bytes: 300).bytes(round)
      for _ in 0..<random.next(below: 4) {
        bytes[random.next(below: bytes.count)] = UInt8(random.next(below: 256))
      }
      noisy.send(Array(bytes.prefix(random.next(below: bytes.count + 1))))
      if random.next(below: 2) == 0 { noisy.endSending() }
      good.send(ServiceRequest.upload(3).bytes(round))
      #expect(try #require(try good.answer()).number == round, "seed \(seed)")
    }
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-13: a socket is its owner's; a killed service's is replaced, nothing else is")
  func socket() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/kontant-link-\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let place = ServiceAddress.unix(path: folder + "/ledger")
    let served = try Served(generous, at: place)
    #expect(try serves(served))
    let rights = try FileManager.default.attributesOfItem(atPath: folder + "/ledger")
    #expect(rights[.posixPermissions] as? Int == 0o600)
    #expect(throws: ServiceError.taken(folder + "/ledger")) {
      try LedgerServer(at: place, service: generous)
    }
    #expect(try serves(served))
    // As after a kill: the socket is there, and nobody listens.
    let left = try SocketCalls.listen(at: .unix(path: folder + "/left"), backlog: 1)
    close(left.descriptor)
    let second = try Served(generous, at: .unix(path: folder + "/left"))
    #expect(try serves(second))
    try Data([1]).write(to: URL(filePath: folder + "/file"))
    #expect(throws: ServiceError.taken(folder + "/file")) {
      try LedgerServer(at: .unix(path: folder + "/file"), service: generous)
    }
    #expect(FileManager.default.contents(atPath: folder + "/file") == Data([1]))
    #expect(throws: ServiceError.taken("\(served.address)")) {
      try LedgerServer(at: served.address, service: generous)
    }
    #expect(served.stop() == .stopped && second.stop() == .stopped)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
  }
}

/// A generator whose seed repeats a run.
private struct Noise {
  var state: UInt64

  mutating func next(below limit: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(max(1, limit)))
  }
}
