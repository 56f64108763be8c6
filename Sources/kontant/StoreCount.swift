import Dispatch
import LedgerRecords
import Synchronization
import Wire

/// What is open in a shared store, counted aside: the server may take long for it, and nobody's upload waits.
final class StoreCount: Sendable {
  private let store: any LedgerKeeper
  private let now: @Sendable () -> LedgerTime
  private let last = Mutex<OpenFigures?>(nil)
  private let isCounting = Atomic(false)
  private let counting = DispatchQueue(label: "kontant.ledger.counting")

  init(_ store: any LedgerKeeper, now: @escaping @Sendable () -> LedgerTime) {
    self.store = store
    self.now = now
    count()
  }

  /// As counted last; counting begins anew. Nil before the first time.
  var figures: OpenFigures? {
    defer { count() }
    return last.withLock { $0 }
  }

  /// Where the store is away the last figures stay.
  private func count() {
    guard !isCounting.exchange(true, ordering: .acquiringAndReleasing) else { return }
    counting.async {
      if let figures = try? self.store.openFigures(at: self.now()) {
        self.last.withLock { $0 = figures }
      }
      self.isCounting.store(false, ordering: .releasing)
    }
  }
}
