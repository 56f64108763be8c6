import Foundation
import LedgerRecords
import LedgerStore
import PostgresLink
import PostgresStore
import PrivatePostgres
import Settlement
import Wire

/// Where the bench keeps its ledger.
public struct BenchStore {
  let storage: any LedgerStorage & BatchHistory
  /// All that the database holds on disk, with its write-ahead log where that is of the store.
  let storedBytes: () throws -> Int
  /// The records as they are now.
  let read: () throws -> Book

  /// - Parameter path: where the database is made; the file must not be there yet.
  static func sqlite(path: String, currency: CurrencyCode) throws -> BenchStore {
    let store = try LedgerStore(path: path, currency: currency)
    return BenchStore(
      storage: store,
      storedBytes: {
        [path, path + "-wal"].reduce(0) { sum, file in
          let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
          return sum + (size ?? 0)
        }
      }, read: { try LedgerStore(path: path, currency: currency).open() })
  }

  /// - Parameter database: an empty one, as libpq reads it; nil makes a server for the bench, with
  ///   the settings that a server of its own would have for such a load.
  static func postgres(
    database: String?, folder: URL, currency: CurrencyCode
  ) throws -> BenchStore {
    let server = try database == nil ? PostgresServer(in: folder, settings: settings) : nil
    let conninfo = database ?? server?.conninfo() ?? ""
    let store = try PostgresStore(
      conninfo, currency: currency, process: .random(in: 0...(.max)))
    let connection = try PostgresConnection(conninfo)
    return BenchStore(
      storage: store,
      storedBytes: {
        // The server goes when nobody holds it any more.
        try withExtendedLifetime(server) { Int(try connection.run(size).integer(0, 0)) }
      }, read: { try store.snapshot() })
  }

  /// Everything durable as by default; room in memory, and checkpoints far enough apart.
  private static let settings = [
    "shared_buffers": "512MB", "max_wal_size": "8GB", "checkpoint_timeout": "15min",
    "wal_compression": "lz4", "autovacuum_naptime": "10s",
  ]

  private static let size = PostgresStatement("SELECT pg_database_size(current_database())")
}

/// Which one.
public enum BenchStoreKind: String, Sendable, CaseIterable {
  case sqlite
  case postgres
}
