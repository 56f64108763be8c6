import CardLink
import Foundation
import Synchronization

/// Something that blocks, on a thread of its own: the tests' threads are as few as the machine's cores,
/// and each would wait for another.
final class Background<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Value) {
    Thread.detachNewThread {
      let value = body()
      self.result.withLock { $0 = value }
      self.isDone.signal()
    }
  }

  /// Waits for it.
  var value: Value {
    isDone.wait()
    isDone.signal()
    guard let value = result.withLock({ $0 }) else { preconditionFailure("done without a result") }
    return value
  }
}

/// How a card's stay in a reader ended.
typealias Stay = Result<VirtualCard<CounterCard>.Ending, CardLinkError>

/// Serves a card in the background.
func serve(
  _ card: VirtualCard<CounterCard>, at address: LinkAddress,
  observe: @escaping @Sendable (VirtualCardEvent) -> Void = { _ in }
) -> Background<Stay> {
  Background {
    do throws(CardLinkError) {
      return .success(try card.serve(at: address, observe: observe))
    } catch {
      return .failure(error)
    }
  }
}
