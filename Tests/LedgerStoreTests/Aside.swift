import Foundation
import Synchronization

/// Work on a thread of its own, while the test goes on.
final class Aside<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () throws -> Value) {
    Thread.detachNewThread {
      let result = Result { try body() }
      self.result.withLock { $0 = result }
      self.isDone.signal()
    }
  }

  /// Waits for what came of it. Call it once.
  func value() throws -> Value {
    isDone.wait()
    guard let result = result.withLock({ $0 }) else { preconditionFailure("done without a result") }
    return try result.get()
  }
}
