import Foundation
import LedgerRecords
import LedgerStore
import PostgresLink
import PostgresStore
import PrivatePostgres
import Settlement
import Testing
import Wire

/// The stores that must keep the same contract.
enum StoreKind: CaseIterable, CustomTestStringConvertible {
  case sqlite
  case postgres

  /// Those that this machine can run; in CI all.
  static let possible = allCases.filter { $0 == .sqlite || ServerRoom.isWanted }

  var testDescription: String { self == .sqlite ? "SQLite" : "PostgreSQL" }

  /// An empty store.
  func make(_ currency: CurrencyCode) throws -> StoreUnderTest {
    switch self {
    case .sqlite: try .sqlite(currency)
    case .postgres: try .postgres(currency)
    }
  }
}

/// A store, and how it is opened as another process would.
struct StoreUnderTest {
  let storage: any LedgerStorage & BatchHistory
  let reopen: @Sendable () throws -> any LedgerStorage & BatchHistory
  /// All open rows as they lie in the store.
  let rows: @Sendable () throws -> Book
  /// Of PostgreSQL's.
  var conninfo: String?

  static func sqlite(_ currency: CurrencyCode) throws -> StoreUnderTest {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "kontant-store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "ledger.sqlite").path(percentEncoded: false)
    // Often, so that rows are read from the tables as well as from the batches after them.
    let limits = CheckpointLimits(batches: 7)
    let open: @Sendable () throws -> LedgerStore = {
      try LedgerStore(path: path, currency: currency, limits: limits)
    }
    return StoreUnderTest(
      storage: try open(), reopen: { try open() }, rows: { try open().open() })
  }

  /// - Parameter eraKeys: of what is closed, to be written to one part of their index.
  static func postgres(
    _ currency: CurrencyCode, eraKeys: Int = 4_000_000
  ) throws -> StoreUnderTest {
    let conninfo = try ServerRoom.database()
    let open: @Sendable () throws -> PostgresStore = {
      try PostgresStore(
        conninfo, currency: currency, process: .random(in: 0...(.max)), connections: 2,
        eraKeys: eraKeys)
    }
    return StoreUnderTest(
      storage: try open(), reopen: { try open() }, rows: { try open().snapshot() },
      conninfo: conninfo)
  }
}
