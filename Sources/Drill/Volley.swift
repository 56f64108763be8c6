import Dispatch
import Foundation
import LedgerLink
import Settlement
import Synchronization
import Wire

/// Uploads sent at once over several connections, and what came of each. The ledger may be killed
/// meanwhile.
final class Volley: Sendable {
  typealias Answer = Result<ServiceAnswer, ServiceError>

  private struct State: Sendable {
    var answers: [Answer?]
    /// Answers of the ledger's; a connection that goes is none.
    var granted = 0
    var left: Int
  }

  private let state: Mutex<State>
  private let isDone = DispatchSemaphore(value: 0)
  private let isKilled = DispatchSemaphore(value: 0)
  private let plan: KillPlan
  private let ledger: ChildProcess

  private init(_ count: Int, _ plan: KillPlan, _ ledger: ChildProcess) {
    state = Mutex(State(answers: Array(repeating: nil, count: count), left: count))
    self.plan = plan
    self.ledger = ledger
  }

  /// Sends the uploads and waits for all answers, and for the kill where one is planned.
  /// - Returns: an answer for each upload, in their order.
  static func fire(
    _ uploads: [Packet], at address: ServiceAddress, killing ledger: ChildProcess,
    _ plan: KillPlan
  ) throws -> [Answer] {
    let clients = try (0..<DrillSettings.connections).map { _ in try LedgerClient(address) }
    let volley = Volley(uploads.count, plan, ledger)
    if case .after(let microseconds) = plan {
      Thread.detachNewThread {
        usleep(UInt32(microseconds))
        ledger.signal(SIGKILL)
        volley.isKilled.signal()
      }
    }
    for (index, upload) in uploads.enumerated() {
      clients[index % clients.count].send(.upload(upload)) { volley.note($0, of: index) }
    }
    return try withExtendedLifetime(clients) { try volley.wait() }
  }

  private func note(_ answer: Answer, of index: Int) {
    let (granted, left) = state.withLock { state in
      state.answers[index] = answer
      state.left -= 1
      if case .success = answer { state.granted += 1 }
      return (state.granted, state.left)
    }
    if case .success = answer, plan == .atAnswer(granted) { ledger.signal(SIGKILL) }
    if left == 0 { isDone.signal() }
  }

  private func wait() throws -> [Answer] {
    guard isDone.wait(timeout: .now() + Self.patience) == .success else {
      throw DrillFailure("the ledger has not answered within \(Self.patience) s")
    }
    switch plan {
    case .never: break
    case .after: isKilled.wait()
    // A ledger that ended by itself has given fewer answers: its end will tell.
    case .atAnswer: ledger.signal(SIGKILL)
    }
    return state.withLock { $0.answers.compactMap { $0 } }
  }

  /// In seconds: not a figure, only an end.
  private static let patience = 120.0
}
