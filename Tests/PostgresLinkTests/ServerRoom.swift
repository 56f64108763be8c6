import Foundation
import PostgresLink
import PrivatePostgres
import Testing

/// The server that most of these tests share; each has its own database there.
enum ServerRoom {
  /// In CI nothing is skipped.
  static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"

  /// - Returns: conninfo of a new database.
  static func database() throws -> String {
    let server = try server.get()
    let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    try PostgresConnection(server.conninfo()).execute(script: "CREATE DATABASE \(name)")
    return server.conninfo(database: name)
  }

  /// A connection to a database of its own.
  static func connect() throws -> PostgresConnection { try PostgresConnection(database()) }

  private static let server = Result { try PostgresServer() }
}

/// All that needs a server.
@Suite(
  "PostgreSQL",
  .enabled(
    if: PostgresServer.isPossible || ServerRoom.mustRun,
    "SKIPPED: needs the programs of Debian's package postgresql"))
enum WithServer {}
