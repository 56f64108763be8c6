import Foundation
import LedgerStore
import Settlement
import Wire

/// How a ledger keeps its records while a story is played.
enum Keeping: String, CaseIterable, Sendable {
  /// All in memory, for ever: what the others are compared with.
  case memory
  /// Every batch goes through tables, index and runs at once.
  case tables
  /// The same, and the ledger is opened anew after every batch.
  case reopened
  /// Some batches lie after the tables, and the ledger is opened anew after every batch.
  case behind
}

/// Keeps one ledger.
final class Keeper {
  private let keeping: Keeping
  private let folder: URL
  private(set) var store: LedgerStore?

  init(_ keeping: Keeping) throws {
    self.keeping = keeping
    folder = FileManager.default.temporaryDirectory.appending(path: "kontant-store-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try open()
  }

  deinit {
    store = nil
    try? FileManager.default.removeItem(at: folder)
  }

  /// The records as they are.
  func book() throws -> Book { try store?.open() ?? Book() }

  /// Makes a batch durable. Its book may be another one afterwards.
  func keep(_ book: inout Book) throws {
    let changes = book.takeChanges()
    guard let store else { return }
    try store.commit(changes)
    book.release(changes)
    guard keeping != .tables else { return }
    // The store first: its connections close with the last who knows it.
    book = Book()
    self.store = nil
    try open()
    book = try self.book()
  }

  private func open() throws {
    guard keeping != .memory else { return }
    store = try LedgerStore(
      path: folder.appending(path: "ledger.sqlite").path, currency: Story.currency,
      limits: CheckpointLimits(batches: keeping == .behind ? 5 : 1))
  }
}
