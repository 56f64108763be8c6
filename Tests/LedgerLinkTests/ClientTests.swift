import Glibc
import LedgerEngine
import Settlement
import Synchronization
import Testing
import Wire
import World

@testable import LedgerLink

/// A ledger behind a server, and clients as programs use them.
@Suite struct ClientTests {
  @Test("SRV-4: whoever has a grant over the line finds it durable, and all end as one by one")
  func durable() async throws {
    let town = try Town(limits: QueueLimits(batch: 3, waiting: 100))
    let served = try Served(town.service)
    let clients = try (0..<3).map { _ in try LedgerClient(served.address) }
    await withTaskGroup(of: Void.self) { group in
      for (index, upload) in town.uploads.enumerated() {
        group.addTask {
          do {
            let outcome = try await clients[index % 3].settle(upload)
            let request = try Signed<SyncRequest>(upload.message.span.bytes)
            #expect(town.disk.has(request.content.serial, grant: outcome.grant))
          } catch {
            Issue.record(error)
          }
        }
      }
    }
    var single = town.stage.bank.ledger
    for upload in town.uploads { _ = try single.sync(upload, time: ModelBank.start) }
    #expect(Town.balances(town.queue.read { $0.book }) == Town.balances(single.book))
    let status = try await clients[0].status()
    #expect(status.granted == 12 && status.taken == 12 && status.connections == 3)
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-16: the same upload again has the same grant, and says so") func again() async throws {
    let town = try Town()
    let served = try Served(town.service)
    let first = try await LedgerClient(served.address).settle(town.uploads[0])
    let client = try LedgerClient(served.address)
    let second = try client.settle(town.uploads[0], waitingAtMost: 30_000)
    #expect(first.notices == [] && second.notices == [.repeated] && first.grant == second.grant)
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-6: the ledger's refusal comes back as its code, and changes nothing") func refusal()
    async throws
  {
    let town = try Town()
    let served = try Served(town.service)
    let client = try LedgerClient(served.address)
    var cut = town.uploads[0]
    cut.items.removeLast()
    await #expect(
      throws: ServiceError.refused(
        ServiceRefusal(code: "garbledUpload", message: "the ledger said garbledUpload"))
    ) { try await client.settle(cut) }
    _ = try await client.settle(town.uploads[0])
    let status = try await client.status()
    #expect(status.granted == 1 && status.refused == 1)
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-8: a full queue pushes back, and serves again") func busy() async throws {
    let town = try Town(limits: QueueLimits(batch: 1, waiting: 1))
    let served = try Served(town.service)
    let client = try LedgerClient(served.address)
    let pushedBack = await withTaskGroup(of: Packet?.self) { group in
      for upload in town.uploads {
        group.addTask {
          do throws(ServiceError) {
            _ = try await client.settle(upload)
            return nil
          } catch {
            #expect(error == .refused(.busy))
            return upload
          }
        }
      }
      return await group.reduce(into: [Packet]()) { list, upload in
        if let upload { list.append(upload) }
      }
    }
    for upload in pushedBack { _ = try await client.settle(upload) }
    #expect(try await client.status().busy == UInt64(pushedBack.count))
    #expect(town.queue.read { $0.book.isBalanced })
    #expect(served.stop() == .stopped)
  }

  @Test("SRV-15: when the store fails every client hears that the ledger halted") func halts()
    async throws
  {
    let town = try Town()
    town.disk.isFull.withLock { $0 = true }
    let served = try Served(town.service)
    let client = try LedgerClient(served.address)
    await #expect(throws: ServiceError.refused(.halted)) {
      try await client.settle(town.uploads[0])
    }
    #expect(served.end() == .halted)
    #expect(town.queue.failure is Town.DiskFull)
    await #expect(throws: ServiceError.lost("\(served.address)")) {
      try await client.settle(town.uploads[1])
    }
    #expect(throws: ServiceError.nothingListens("\(served.address)")) {
      try LedgerClient(served.address)
    }
  }

  @Test("SRV-16: whoever waits hears that the connection went, and what is no ledger is told")
  func lost() async throws {
    let listener = try SocketCalls.listen(at: .tcp(port: 0), backlog: 4)
    defer { close(listener.descriptor) }
    let place = "\(listener.address)"
    let cases: [([UInt8], ServiceError)] = [
      ([], .lost(place)), (Array("HTTP/1.1 400 Bad Request\r\n".utf8), .notALedger(place)),
      (ServiceFrame(number: 1, kind: 7, body: []).bytes, .notALedger(place)),
      (ServiceAnswer.refusal(.busy).frame(1).bytes, .refused(.busy)),
      (ServiceAnswer.refusal(.tooSlow).frame(0).bytes, .refused(.tooSlow)),
    ]
    for (bytes, error) in cases {
      let client = try LedgerClient(listener.address)
      let (answers, answered) = AsyncStream.makeStream(of: ServiceAnswerResult.self)
      client.send(.status) { answered.yield($0) }
      let peer = try #require(SocketCalls.accept(listener.descriptor, isTCP: true))
      _ = SocketCalls.send(bytes[...], to: peer)
      shutdown(peer, Int32(SHUT_WR))
      #expect(await answers.first { _ in true }?.error == error)
      close(peer)
    }
    let silent = try LedgerClient(listener.address)
    #expect(throws: ServiceError.lost(place)) {
      try silent.settle(Packet(kind: .upload, message: [1]), waitingAtMost: 50)
    }
  }
}

private typealias ServiceAnswerResult = Result<ServiceAnswer, ServiceError>

extension Result<ServiceAnswer, ServiceError> {
  fileprivate var error: ServiceError? {
    switch self {
    case .success(.refusal(let refusal)): .refused(refusal)
    case .success: nil
    case .failure(let error): error
    }
  }
}
