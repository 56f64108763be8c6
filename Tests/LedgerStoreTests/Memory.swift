import LedgerRecords
import Settlement

/// A store that keeps nothing: what was committed is in its book's memory, closed or not.
final class Memory: LedgerStorage {
  let name = "memory"
  let isShared = false
  private let book: Book

  init(_ book: Book) { self.book = book }

  func open() -> Book { book }
  func prepare(_ book: inout Book, for names: BatchNames) {}
  func commit(_ changes: BookChanges) {}
}
