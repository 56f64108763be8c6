import Glibc
import Synchronization

/// A client's connection: whoever sends takes turns, and one thread listens. The descriptor is closed
/// with the last user.
final class ClientLine: Sendable {
  private struct State {
    var waiting: [UInt64: LedgerClient.Answer] = [:]
    var lastNumber: UInt64 = 0
    /// Why there are no more answers.
    var end: ServiceError?
  }

  let address: ServiceAddress
  private let descriptor: Int32
  private let state = Mutex(State())
  private let sending = Mutex(())

  init(_ address: ServiceAddress) throws(ServiceError) {
    self.address = address
    descriptor = try SocketCalls.connect(to: address)
  }

  deinit { close(descriptor) }

  func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  func send(_ request: ServiceRequest, answer: @escaping LedgerClient.Answer) {
    let (number, end) = state.withLock { state -> (UInt64, ServiceError?) in
      state.lastNumber += 1
      if state.end == nil { state.waiting[state.lastNumber] = answer }
      return (state.lastNumber, state.end)
    }
    if let end { return answer(.failure(end)) }
    let frame = ServiceFrame(number: number, kind: request.kind.rawValue, body: request.body)
    // A connection that is torn is noticed by whoever listens, who then tells all that wait.
    if !sending.withLock({ _ in sendWhole(frame.bytes) }) { hangUp() }
  }

  private func sendWhole(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let count = SocketCalls.send(rest, to: descriptor) else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Hands out answers until the connection ends.
  func listen() {
    var reader = FrameReader(longest: ServiceLimits.answer, mayBeZero: true)
    var chunk = [UInt8](repeating: 0, count: ServiceLimits.chunk)
    var end = ServiceError.lost("\(address)")
    reading: while true {
      guard let count = SocketCalls.receive(descriptor, into: &chunk) else { continue }
      guard count > 0 else { break }
      var input = chunk[..<count]
      do {
        while let event = try reader.next(&input, mayKeep: { _ in true }) {
          if let refusal = try handOut(event) {
            end = .refused(refusal)
            break reading
          }
        }
      } catch {
        // Framing, or an answer that is none.
        end = .notALedger("\(address)")
        break
      }
    }
    finish(end)
  }

  /// Returns a refusal that is meant for the connection as a whole.
  private func handOut(_ event: FrameReader.Event) throws -> ServiceRefusal? {
    guard case .frame(let frame) = event else { return nil }
    let answer = try ServiceAnswer(frame)
    if frame.number == 0 {
      guard case .refusal(let refusal) = answer else { throw FramingLost() }
      return refusal
    }
    let waiting = state.withLock { $0.waiting.removeValue(forKey: frame.number) }
    waiting?(.success(answer))
    return nil
  }

  private func finish(_ end: ServiceError) {
    hangUp()
    let waiting = state.withLock { state in
      state.end = end
      defer { state.waiting = [:] }
      return state.waiting
    }
    for answer in waiting.values { answer(.failure(end)) }
  }
}
