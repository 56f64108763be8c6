import Dispatch
import Foundation
import LedgerLink
import Settlement
import Synchronization
import Wire

/// Uploads sent at once over several connections to all ledgers, and what came of each. Something may
/// strike meanwhile.
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
  private let hasStruck = DispatchSemaphore(value: 0)
  private let plan: KillPlan
  private let strike: @Sendable () -> Void

  private init(_ count: Int, _ plan: KillPlan, _ strike: @escaping @Sendable () -> Void) {
    state = Mutex(State(answers: Array(repeating: nil, count: count), left: count))
    self.plan = plan
    self.strike = strike
  }

  /// Sends the uploads, to each ledger in turn, and waits for all answers and for the strike.
  /// - Parameter strike: kills; doing it twice is doing it once.
  /// - Returns: an answer for each upload, in their order.
  static func fire(
    _ uploads: [Packet], at addresses: [ServiceAddress], _ plan: KillPlan,
    strike: @escaping @Sendable () -> Void
  ) throws -> [Answer] {
    let count = DrillSettings.connections * addresses.count
    let clients = try (0..<count).map { try LedgerClient(addresses[$0 % addresses.count]) }
    let volley = Volley(uploads.count, plan, strike)
    if case .after(let microseconds) = plan {
      Thread.detachNewThread {
        usleep(UInt32(microseconds))
        strike()
        volley.hasStruck.signal()
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
    if case .success = answer, plan == .atAnswer(granted) { strike() }
    if left == 0 { isDone.signal() }
  }

  private func wait() throws -> [Answer] {
    guard isDone.wait(timeout: .now() + Self.patience) == .success else {
      throw DrillFailure("the ledger has not answered within \(Self.patience) s")
    }
    switch plan {
    case .never: break
    case .after: hasStruck.wait()
    // A ledger that ended by itself has given fewer answers: its end will tell.
    case .atAnswer: strike()
    }
    return state.withLock { $0.answers.compactMap { $0 } }
  }

  /// In seconds: not a figure, only an end.
  private static let patience = 120.0
}
