import Foundation
import PostgresLink
import PrivatePostgres
import Synchronization

/// A PostgreSQL server of the drill's own and a standby that has every commit on disk before it is
/// one; the first can be killed, and the second takes over.
final class DrillDatabase: Sendable {
  /// Names both: whoever connects finds the one that takes changes.
  let conninfo: String
  private let primary: PostgresServer
  private let standby: PostgresServer
  private struct State: Sendable {
    var hasFailedOver = false
    var failure: String?
  }
  private let state = Mutex(State())

  init() throws {
    primary = try PostgresServer()
    standby = try primary.makeStandby()
    conninfo = PostgresServer.conninfo(of: [primary, standby])
    let connection = try PostgresConnection(primary.conninfo())
    try connection.execute(script: PostgresServer.synchronousStandbys)
    try connection.execute(script: "SELECT pg_reload_conf()")
    for _ in 0..<Self.tries {
      if try connection.run(Self.synchronous).integer(0, 0) == 1 { return }
      usleep(10_000)
    }
    throw DrillFailure("the standby does not follow its server")
  }

  var hasFailedOver: Bool { state.withLock(\.hasFailedOver) }

  /// Kills the server and promotes its standby.
  func failOver() {
    state.withLock { state in
      guard !state.hasFailedOver else { return }
      state.hasFailedOver = true
      do {
        try primary.kill()
        try standby.promote()
      } catch {
        state.failure = "\(error)"
      }
    }
  }

  func checkFailOver() throws {
    guard let failure = state.withLock(\.failure) else { return }
    throw DrillFailure("the standby could not take over: \(failure)")
  }

  private static let tries = 3_000
  private static let synchronous = PostgresStatement(
    "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
}
