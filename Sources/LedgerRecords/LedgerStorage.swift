import Settlement
import Wire

/// Keeps a ledger's records. Two stores speak this protocol, and the same contract tests run on both
/// (docs/spec/storage.md).
public protocol LedgerStorage: Sendable {
  /// In words, for people: "SQLite", "PostgreSQL".
  var name: String { get }
  /// Whether other ledgers may change the records meanwhile. Then every batch begins with a new book,
  /// and a commit may meet a conflict.
  var isShared: Bool { get }
  /// The records. Where the ledger is alone all that is open is in memory; else the book is empty and
  /// finds its rows.
  func open() throws -> Book
  /// Brings what a batch names into the book, in few round trips; nothing where all is in memory.
  func prepare(_ book: inout Book, for names: BatchNames) throws
  /// Makes a batch durable, wholly or not at all. When it returns, the book's source finds what was
  /// closed, and `Book.release` may follow.
  /// - Throws: `LedgerStoreError.conflict` when another ledger was first: nothing was written; begin
  ///   again with a new book.
  func commit(_ changes: BookChanges) throws
}
