import Foundation
import PostgresLink
import Testing

extension PostgresParameters {
  init(_ integers: Int64...) {
    self.init()
    for integer in integers { append(integer) }
  }
}

extension PostgresConnection {
  static let ownProcess = PostgresStatement("SELECT pg_backend_pid()::int8")

  /// The server's process for this connection.
  func process() throws -> Int64 { try run(Self.ownProcess).integer(0, 0) }

  func terminate(_ process: Int64) throws {
    _ = try run(PostgresStatement("SELECT pg_terminate_backend($1::int8::int4)"), .init(process))
  }

  func count(_ statement: PostgresStatement) throws -> Int64 { try run(statement).integer(0, 0) }
}

/// Asks until it is so, for half a minute.
func waitUntil(_ complaint: Comment, _ isSo: () throws -> Bool) throws {
  for _ in 0..<3_000 {
    if try isSo() { return }
    usleep(10_000)
  }
  Issue.record(complaint)
  throw CancellationError()
}
