import Dispatch
import Glibc
import Synchronization

/// A bounded set of connections to one database, opened when they are needed and opened anew when
/// they ended: the server restarted, or a standby took over. Name every server in the conninfo, with
/// `target_session_attrs=read-write`, and the pool finds the one that takes changes.
public final class PostgresPool: Sendable {
  /// How long callers wait, in milliseconds.
  public struct Patience: Sendable {
    /// For a connection that others have.
    public var lentMilliseconds: Int
    /// For a server that is away.
    public var awayMilliseconds: Int

    public init(lentMilliseconds: Int = 30_000, awayMilliseconds: Int = 30_000) {
      self.lentMilliseconds = lentMilliseconds
      self.awayMilliseconds = awayMilliseconds
    }
  }

  private let conninfo: String
  private let setUp: String
  private let patience: Patience
  private let idle = Mutex<[PostgresConnection]>([])
  private let free: DispatchSemaphore

  /// Connects to nothing yet.
  /// - Parameters:
  ///   - conninfo: as `PostgresConnection` takes it.
  ///   - setUp: run on each new connection.
  ///   - size: connections at most, within `PostgresLimits.connections`.
  public init(_ conninfo: String, setUp: String = "", size: Int, patience: Patience) {
    precondition(PostgresLimits.connections.contains(size), "a pool of \(size) connections")
    self.conninfo = conninfo
    self.setUp = setUp
    self.patience = patience
    free = DispatchSemaphore(value: size)
  }

  /// Lends a connection to `body`, on the caller's thread.
  /// - Throws: `busy` or `unreachable` when waiting was of no use; else what `body` throws. After
  ///   `connectionLost` the pool has forgotten the connection, and the caller must find out what happened.
  public func withConnection<Value>(
    _ body: (PostgresConnection) throws(PostgresError) -> Value
  ) throws(PostgresError) -> Value {
    let limit = DispatchTime.now() + .milliseconds(patience.lentMilliseconds)
    guard free.wait(timeout: limit) == .success else { throw .busy }
    defer { free.signal() }
    let connection = try take()
    do throws(PostgresError) {
      let value = try body(connection)
      giveBack(connection)
      return value
    } catch {
      if !error.endsConnection { giveBack(connection) }
      throw error
    }
  }

  /// The same for a body that changes nothing in the database: it is begun again when its connection
  /// is lost.
  public func reading<Value>(
    _ body: (PostgresConnection) throws(PostgresError) -> Value
  ) throws(PostgresError) -> Value {
    for _ in 1..<PostgresLimits.readings {
      do throws(PostgresError) {
        return try withConnection(body)
      } catch .connectionLost {
        continue
      }
    }
    return try withConnection(body)
  }

  /// Ends the connections that nobody has at the moment.
  public func closeIdle() { idle.withLock { $0 = [] } }

  /// One that waits here and is alive, or a new one.
  private func take() throws(PostgresError) -> PostgresConnection {
    while let connection = idle.withLock({ $0.popLast() }) {
      if connection.isAlive { return connection }
    }
    return try connect()
  }

  private func giveBack(_ connection: PostgresConnection) {
    guard connection.isAlive else { return }
    idle.withLock { $0.append(connection) }
  }

  /// Tries until the patience is at its end, with longer and longer pauses.
  private func connect() throws(PostgresError) -> PostgresConnection {
    let end = ContinuousClock.now + .milliseconds(patience.awayMilliseconds)
    var pause = PostgresLimits.backOffMilliseconds.lowerBound
    while true {
      do throws(PostgresError) {
        return try PostgresConnection(conninfo, setUp: setUp)
      } catch {
        let isOver = ContinuousClock.now + .milliseconds(pause) > end
        guard error.endsConnection, !isOver else { throw error }
      }
      // Half of it by chance, so that many processes do not come at once.
      let milliseconds = pause / 2 + Int.random(in: 0...(pause / 2))
      usleep(UInt32(milliseconds) * 1_000)
      pause = min(2 * pause, PostgresLimits.backOffMilliseconds.upperBound)
    }
  }
}
