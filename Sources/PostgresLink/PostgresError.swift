/// Why PostgreSQL did not do what it was asked. In order of precedence: what stands further up is found
/// first. Apart from `connectionLost`, each means that nothing was changed.
public enum PostgresError: Error, Equatable, Sendable {
  /// A statement's parameters are larger than `PostgresLimits.parameterBytes`. Nothing was sent.
  case tooLarge
  /// Every connection of the pool is lent. Nothing was sent; try again later.
  case busy
  /// No server could be reached. Nothing was sent; try again later.
  case unreachable(String)
  /// The connection ended, or the server gave no clear word, while something was under way: it was
  /// done wholly, or not at all, and may even be done after this. Ask the database.
  case connectionLost(String)
  /// Another transaction came first (40001, 40P01). Do it again.
  case serialisationFailure(String)
  /// A row with that key is there already (23505).
  case uniqueViolation(constraint: String)
  /// The server's disk is full (53100).
  case diskFull(String)
  /// The server takes no changes (25006): a standby, or set so.
  case readOnly(String)
  /// Anything else that the server refuses: SQLSTATE and its sentence.
  case refused(sqlState: String, message: String)
  /// The answer has not the shape that was asked for: program and schema differ.
  case unexpectedAnswer(String)
}

extension PostgresError {
  /// Whether the connection that threw it is of no use any more.
  var endsConnection: Bool {
    switch self {
    case .unreachable, .connectionLost, .readOnly: true
    default: false
    }
  }
}
