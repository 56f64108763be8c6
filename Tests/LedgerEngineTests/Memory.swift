import LedgerRecords
import Settlement
import Synchronization

/// A store that forgets everything, and may be full.
final class Memory: LedgerStorage {
  let name = "memory"
  let isShared = false
  let commits = Mutex(0)
  private let isFull: Bool

  init(isFull: Bool = false) { self.isFull = isFull }

  func open() -> Book { Book() }
  func prepare(_ book: inout Book, for names: BatchNames) {}

  func commit(_ changes: BookChanges) throws {
    guard !isFull else { throw LedgerStoreError.noSpace }
    commits.withLock { $0 += 1 }
  }
}
