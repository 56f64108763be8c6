import Foundation
import PostgresLink
import PrivatePostgres

/// The PostgreSQL server that these tests share; each has its own database there.
enum ServerRoom {
  /// In CI nothing is skipped.
  static let isWanted =
    PostgresServer.isPossible || ProcessInfo.processInfo.environment["CI"] == "true"

  /// - Returns: conninfo of a new database.
  static func database() throws -> String {
    let server = try server.get()
    let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    try PostgresConnection(server.conninfo()).execute(script: "CREATE DATABASE \(name)")
    return server.conninfo(database: name)
  }

  private static let server = Result { try PostgresServer() }
}
