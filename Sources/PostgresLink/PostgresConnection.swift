import Synchronization

/// One connection to a PostgreSQL server. Calls block the caller's thread; two threads take turns.
public final class PostgresConnection: Sendable {
  private let session: Mutex<LibpqSession>

  /// Connects.
  /// - Parameters:
  ///   - conninfo: as libpq reads it, `host=... dbname=...` or a URI; several hosts are tried in turn.
  ///   - setUp: statements for the new connection, such as SET; text of the program's own.
  /// - Throws: `unreachable`, with libpq's sentence; what `setUp` met.
  public init(_ conninfo: String, setUp: String = "") throws(PostgresError) {
    var session = try LibpqSession(conninfo)
    if !setUp.isEmpty { try session.execute(setUp) }
    self.session = Mutex(session)
  }

  /// Whether it looked whole when last seen: a server that went away in silence is found in use only.
  public var isAlive: Bool { session.withLock { $0.isAlive() } }

  /// Runs a script: several statements, without parameters and results, in one transaction unless the
  /// script says otherwise. Text of the program's own, never from outside.
  public func execute(script: String) throws(PostgresError) {
    try session.withLock { (session) throws(PostgresError) in try session.execute(script) }
  }

  /// Runs one statement in a transaction of its own.
  public func run(
    _ statement: PostgresStatement, _ parameters: PostgresParameters = PostgresParameters()
  ) throws(PostgresError) -> PostgresRows {
    var pipeline = PostgresPipeline()
    pipeline.add(statement, parameters)
    return try run(pipeline)[0]
  }

  /// Runs all statements of a pipeline: one round trip, one transaction, all or nothing.
  /// - Returns: the rows of each statement, in their order.
  public func run(_ pipeline: PostgresPipeline) throws(PostgresError) -> [PostgresRows] {
    try session.withLock { (session) throws(PostgresError) in try session.run(pipeline) }
  }
}
