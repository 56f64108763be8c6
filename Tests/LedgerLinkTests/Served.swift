import Foundation
import Glibc
import Settlement
import Synchronization
import Wire

@testable import LedgerLink

/// A server on a thread of its own, and the end it came to.
final class Served: Sendable {
  let server: LedgerServer
  private let ending = Mutex<LedgerServer.Ending?>(nil)
  private let hasEnded = DispatchSemaphore(value: 0)

  init(
    _ service: LedgerService, at place: ServiceAddress = .tcp(port: 0),
    _ change: (inout ServiceLimits) -> Void = { _ in }
  ) throws {
    var limits = ServiceLimits()
    limits.lingerMilliseconds = 100
    change(&limits)
    let server = try LedgerServer(at: place, service: service, limits: limits)
    self.server = server
    Thread.detachNewThread { [self] in
      let result = server.run()
      ending.withLock { $0 = result }
      hasEnded.signal()
    }
  }

  var address: ServiceAddress { server.address }

  /// Waits for the server's end; nil if it does not come.
  func end() -> LedgerServer.Ending? {
    _ = hasEnded.wait(timeout: .now() + 30)
    return ending.withLock { $0 }
  }

  func stop() -> LedgerServer.Ending? {
    server.stop()
    return end()
  }
}

/// A ledger that answers when it is told to, so that tests choose the order.
final class HeldLedger: Sendable {
  private let held = Mutex<[(upload: Packet, answer: LedgerService.Answer)]>([])

  var service: LedgerService {
    LedgerService { upload, answer in self.held.withLock { $0.append((upload, answer)) } }
  }

  var uploads: [Packet] { held.withLock { $0.map(\.upload) } }

  /// Waits until so many uploads are here.
  func await(_ count: Int, tries: Int = 3_000) -> Bool {
    for _ in 0..<tries {
      if uploads.count >= count { return true }
      usleep(10_000)
    }
    return false
  }

  /// Answers the upload at a place of the line, the last one by default, with its own message.
  func answer(_ index: Int? = nil, refusing refusal: ServiceRefusal? = nil) {
    let next = held.withLock { $0.remove(at: index ?? $0.count - 1) }
    if let refusal { return next.answer(.failure(refusal)) }
    next.answer(.success(SyncOutcome(grant: next.upload.message, notices: [])))
  }
}

/// A ledger that grants everything at once.
let generous = LedgerService { upload, answer in
  answer(.success(SyncOutcome(grant: upload.message, notices: [])))
}

/// A client byte by byte: what no well-behaved one would do.
final class RawClient: Sendable {
  private let descriptor: Int32

  init(_ address: ServiceAddress, timeoutSeconds: Int = 30) throws {
    descriptor = try SocketCalls.connect(to: address)
    var time = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
    let size = socklen_t(MemoryLayout.size(ofValue: time))
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, size)
  }

  deinit { close(descriptor) }

  /// False if the connection is gone before all is sent.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let count = SocketCalls.send(rest, to: descriptor) else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// So many bytes, or fewer if the connection ends or nothing comes.
  func receive(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let got = recv(descriptor, &bytes, count, Int32(MSG_WAITALL))
    return Array(bytes.prefix(max(0, got)))
  }

  /// The next answer; nil at the end.
  func answer() throws -> (number: UInt64, answer: ServiceAnswer)? {
    var reader = FrameReader(longest: ServiceLimits.answer, mayBeZero: true)
    while true {
      let bytes = receive(1)
      if bytes.isEmpty { return nil }
      var input = bytes[...]
      guard case .frame(let frame)? = try reader.next(&input, mayKeep: { _ in true }) else {
        continue
      }
      return (frame.number, try ServiceAnswer(frame))
    }
  }

  /// As much as fits what lies between.
  func sendSome(_ bytes: [UInt8]) -> Int {
    max(0, Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL)))
  }

  /// Whether the other end has closed both ways.
  var isCutOff: Bool {
    var polled = pollfd(fd: descriptor, events: 0, revents: 0)
    return poll(&polled, 1, 0) > 0 && polled.revents & Int16(POLLHUP | POLLERR) != 0
  }

  func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }
}

extension ServiceRequest {
  func bytes(_ number: UInt64) -> [UInt8] {
    ServiceFrame(number: number, kind: kind.rawValue, body: body).bytes
  }

  /// An upload that no ledger would book, with something to tell it by.
  static func upload(_ mark: UInt8, bytes: Int = 1) -> ServiceRequest {
    .upload(Packet(kind: .upload, message: [UInt8](repeating: mark, count: bytes)))
  }
}
