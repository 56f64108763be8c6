import CPostgres
import Glibc

/// A libpq connection and what is known of it: closed when this goes.
struct LibpqSession: ~Copyable {
  let connection: OpaquePointer
  let warnings = ServerWarnings()
  /// Names of the statements that the server has prepared.
  var prepared: [PostgresStatement: String] = [:]
  private var isBroken = false

  init(_ conninfo: String) throws(PostgresError) {
    // What stands further down wins: the caller's word counts, apart from the encoding.
    let settings: [(String, String)] = [
      ("fallback_application_name", "kontant"),
      ("connect_timeout", "\(PostgresLimits.connectSeconds)"),
      ("keepalives_idle", "\(PostgresLimits.keepalive.idleSeconds)"),
      ("keepalives_interval", "\(PostgresLimits.keepalive.intervalSeconds)"),
      ("keepalives_count", "\(PostgresLimits.keepalive.count)"),
      ("tcp_user_timeout", "\(PostgresLimits.silenceMilliseconds)"),
      ("dbname", conninfo),
      ("client_encoding", "UTF8"),
    ]
    connection = try Self.connect(settings)
    warnings.collect(from: connection)
  }

  deinit { PQfinish(connection) }

  private static func connect(
    _ settings: [(String, String)]
  ) throws(PostgresError) -> OpaquePointer {
    let words = settings.map { (strdup($0.0), strdup($0.1)) }
    defer {
      for (key, value) in words {
        free(key)
        free(value)
      }
    }
    let keys = words.map { UnsafePointer($0.0) } + [nil]
    let values = words.map { UnsafePointer($0.1) } + [nil]
    guard let connection = PQconnectdbParams(keys, values, 1) else {
      throw .unreachable("out of memory")
    }
    guard PQstatus(connection) == CONNECTION_OK else {
      defer { PQfinish(connection) }
      throw .unreachable(PostgresError.text(PQerrorMessage(connection)))
    }
    return connection
  }

  /// Between uses the server sends nothing but its farewell.
  mutating func isAlive() -> Bool {
    var socket = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
    // Some other word may come before it.
    for _ in 0..<4 where !isBroken && poll(&socket, 1, 0) != 0 {
      // PQisBusy has what came read, and the farewell lands in `warnings`.
      isBroken = PQconsumeInput(connection) == 0 || PQisBusy(connection) != 0
      isBroken = isBroken || warnings.saidFarewell
    }
    return !isBroken
  }

  mutating func execute(_ script: String) throws(PostgresError) {
    try begin()
    guard let result = PQexec(connection, script) else { throw lost() }
    defer { PQclear(result) }
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY
    else { throw noted(PostgresError(result: result)) }
  }

  func begin() throws(PostgresError) {
    guard !isBroken else { throw .unreachable("the connection has ended") }
    warnings.forget()
  }

  /// The connection is of no use any more: it is in the midst of something, or gone.
  mutating func lost() -> PostgresError {
    isBroken = true
    return .connectionLost(PostgresError.text(PQerrorMessage(connection)))
  }

  /// Remembers what an error means for the connection.
  mutating func noted(_ error: PostgresError) -> PostgresError {
    if error.endsConnection || PQstatus(connection) != CONNECTION_OK { isBroken = true }
    return error
  }
}
