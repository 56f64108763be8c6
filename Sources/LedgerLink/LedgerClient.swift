import Dispatch
import Foundation
import Settlement
import Synchronization
import Wire

/// A connection to a served ledger. Many requests may be under way, from any threads; each is answered
/// once, with an error if the connection goes first.
public final class LedgerClient: Sendable {
  public typealias Answer = @Sendable (Result<ServiceAnswer, ServiceError>) -> Void

  private let line: ClientLine

  /// Connects; nothing is sent yet.
  public init(_ address: ServiceAddress) throws(ServiceError) {
    let line = try ClientLine(address)
    self.line = line
    Thread.detachNewThread { line.listen() }
  }

  deinit { line.hangUp() }

  /// Sends a request. Waits only while the service reads no more of this connection (SRV-9).
  /// - Parameter answer: called once, on a thread of this connection's or on the caller's.
  public func send(_ request: ServiceRequest, answer: @escaping Answer) {
    line.send(request, answer: answer)
  }

  /// Uploads, and waits for the grant.
  public func settle(_ upload: Packet) async throws(ServiceError) -> SyncOutcome {
    try outcome(of: await result(of: .upload(upload)))
  }

  /// The same for a thread that has nothing else to do.
  /// - Parameter milliseconds: how long to wait; after that the answer counts as lost.
  public func settle(
    _ upload: Packet, waitingAtMost milliseconds: Int
  ) throws(ServiceError) -> SyncOutcome {
    let kept = Kept()
    send(.upload(upload)) { kept.keep($0) }
    guard let result = kept.wait(milliseconds) else { throw .lost("\(line.address)") }
    return try outcome(of: result)
  }

  /// What the service tells of itself.
  public func status() async throws(ServiceError) -> ServiceStatus {
    switch try await result(of: .status).get() {
    case .status(let status): return status
    case .refusal(let refusal): throw .refused(refusal)
    case .grant: throw .notALedger("\(line.address)")
    }
  }

  /// The same for whoever can block.
  public func status(waitingAtMost milliseconds: Int) throws(ServiceError) -> ServiceStatus {
    let kept = Kept()
    send(.status) { kept.keep($0) }
    guard let result = kept.wait(milliseconds) else { throw .lost("\(line.address)") }
    switch try result.get() {
    case .status(let status): return status
    case .refusal(let refusal): throw .refused(refusal)
    case .grant: throw .notALedger("\(line.address)")
    }
  }

  private func result(
    of request: ServiceRequest
  ) async -> Result<ServiceAnswer, ServiceError> {
    await withCheckedContinuation { continuation in
      send(request) { continuation.resume(returning: $0) }
    }
  }

  private func outcome(
    of result: Result<ServiceAnswer, ServiceError>
  ) throws(ServiceError) -> SyncOutcome {
    switch try result.get() {
    case .grant(let outcome): return outcome
    case .refusal(let refusal): throw .refused(refusal)
    case .status: throw .notALedger("\(line.address)")
    }
  }
}

/// An answer that a thread waits for.
private final class Kept: Sendable {
  private let result = Mutex<Result<ServiceAnswer, ServiceError>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  func keep(_ new: Result<ServiceAnswer, ServiceError>) {
    result.withLock { $0 = new }
    isDone.signal()
  }

  func wait(_ milliseconds: Int) -> Result<ServiceAnswer, ServiceError>? {
    _ = isDone.wait(timeout: .now() + .milliseconds(milliseconds))
    return result.withLock { $0 }
  }
}
