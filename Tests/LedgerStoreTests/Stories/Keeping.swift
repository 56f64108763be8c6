import Foundation
import LedgerRecords
import LedgerStore
import PostgresStore
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
  /// On a server that several ledgers share: every batch begins with an empty book.
  case server
  /// The same, with two processes taking turns, and an index in many parts that are merged meanwhile.
  case turns

  /// Those that this machine can run; in CI all.
  static let possible = allCases.filter { !$0.isShared || ServerRoom.isWanted }
  /// Without the one that the others are compared with.
  static let others = possible.filter { $0 != .memory }

  var isShared: Bool { self == .server || self == .turns }
}

/// Keeps one ledger.
final class Keeper {
  private let keeping: Keeping
  private let folder: URL
  /// What the store is opened with, where it is a server.
  let conninfo: String
  /// Those that take turns; the first is next.
  private var stores: [any LedgerKeeper] = []

  init(_ keeping: Keeping) throws {
    self.keeping = keeping
    folder = FileManager.default.temporaryDirectory.appending(path: "kontant-store-\(UUID())")
    conninfo = keeping.isShared ? try ServerRoom.database() : ""
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try open()
  }

  deinit {
    stores = []
    try? FileManager.default.removeItem(at: folder)
  }

  var store: (any LedgerKeeper)? { stores.first }
  var file: LedgerStore? { store as? LedgerStore }

  /// The records as they are.
  func book() throws -> Book { try store?.open() ?? Book() }

  /// The ledger's own balances and counters after all batches.
  func totals(_ book: Book) throws -> Totals {
    try (store as? PostgresStore)?.totals() ?? book.totals
  }

  /// Makes a batch durable. Its book may be another one afterwards.
  func keep(_ book: inout Book) throws {
    let changes = book.takeChanges()
    guard let store else { return }
    try store.commit(changes)
    book.release(changes)
    guard keeping != .tables else { return }
    // The store first: its connections close with the last who knows it.
    book = Book()
    if keeping.isShared { stores.append(stores.removeFirst()) } else { try open() }
    book = try self.book()
  }

  /// Ends all connections to a server: it then tells what they have done.
  func close(_ book: inout Book) {
    book = Book()
    stores = []
  }

  private func open() throws {
    guard keeping != .memory else { return }
    // Closed before another one is opened.
    stores = []
    if keeping.isShared {
      stores = try (0..<(keeping == .turns ? 2 : 1)).map { _ in try server() }
      return
    }
    stores = [
      try LedgerStore(
        path: folder.appending(path: "ledger.sqlite").path, currency: Story.currency,
        limits: CheckpointLimits(batches: keeping == .behind ? 5 : 1))
    ]
  }

  private func server() throws -> PostgresStore {
    try PostgresStore(
      conninfo, currency: Story.currency, process: .random(in: 0...(.max)), connections: 2,
      eraKeys: keeping == .turns ? 12 : 4_000_000)
  }
}
