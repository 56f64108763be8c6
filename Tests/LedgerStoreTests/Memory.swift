import LedgerRecords
import Settlement

/// No store at all: what was committed is in the book's memory, closed or not, and nowhere else.
final class Memory: LedgerStorage {
  let name = "memory"
  let isShared = false
  private let book: Book

  /// - Parameter start: accounts and purses to begin with.
  init(_ start: Book) {
    var book = Book()
    for (name, balance) in start.accounts.rows { book.accounts.load(name, balance) }
    for (serial, row) in start.purses.rows { book.purses.load(serial, row) }
    book.totals = start.totals
    self.book = book
  }

  func open() -> Book { book }
  func prepare(_ book: inout Book, for names: BatchNames) {}
  func commit(_ changes: BookChanges) {}
}
