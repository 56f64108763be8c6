import Foundation
import PostgresLink
import PrivatePostgres
import Synchronization

/// A PostgreSQL server of the drill's own and a standby that has every commit on disk before it is
/// one; the first can be killed, and the second takes over. Then the next standby begins in the place of
/// the dead.
final class DrillDatabase: Sendable {
  /// Names both places: whoever connects finds the one that takes changes.
  let conninfo: String
  private struct State: Sendable {
    var primary: PostgresServer
    var standby: PostgresServer
    var failovers = 0
    var failure: String?
  }
  private let state: Mutex<State>

  /// Fail-overs of a drill.
  static let most = 2

  init() throws {
    let primary = try PostgresServer()
    let standby = try primary.makeStandby()
    conninfo = PostgresServer.conninfo(of: [primary, standby])
    state = Mutex(State(primary: primary, standby: standby))
    try Self.awaitStandby(of: primary)
  }

  var failovers: Int { state.withLock(\.failovers) }

  /// Kills the server and promotes its standby.
  /// - Parameter number: which one it is, from 1; doing it twice is doing it once.
  func failOver(_ number: Int) {
    state.withLock { state in
      guard state.failovers == number - 1 else { return }
      state.failovers = number
      do {
        try state.primary.kill()
        try state.standby.promote()
      } catch {
        state.failure = "\(error)"
      }
    }
  }

  /// Gives the server that took over a standby of its own, where the dead one was.
  func renew() throws {
    let (dead, primary, failure) = state.withLock { ($0.primary, $0.standby, $0.failure) }
    if let failure { throw DrillFailure("the standby could not take over: \(failure)") }
    let standby = try primary.makeStandby(at: dead.port)
    state.withLock { ($0.primary, $0.standby) = (primary, standby) }
    try Self.awaitStandby(of: primary)
  }

  private static func awaitStandby(of primary: PostgresServer) throws {
    let connection = try PostgresConnection(primary.conninfo())
    try connection.execute(script: PostgresServer.synchronousStandbys)
    try connection.execute(script: "SELECT pg_reload_conf()")
    for _ in 0..<tries {
      if try connection.run(synchronous).integer(0, 0) == 1 { return }
      usleep(10_000)
    }
    throw DrillFailure("the standby does not follow its server")
  }

  private static let tries = 3_000
  private static let synchronous = PostgresStatement(
    "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
}
