import LedgerRecords
import PostgresLink

extension PostgresStore {
  /// What is wrong with the tables by themselves (STO-14), in words; the server checks its own pages.
  /// What the records say is for whoever holds them against the log.
  public func check() throws -> [String] {
    try explaining { () throws(PostgresError) in
      try pool.withConnection { (connection) throws(PostgresError) in
        _ = try connection.run(TableCheck.begin)
        defer { _ = try? connection.run(TableCheck.end) }
        var index = IndexCheck(connection)
        return try TableCheck(connection).findings() + index.findings()
      }
    }
  }
}
