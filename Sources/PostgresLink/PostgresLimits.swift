/// Bounds of the link to PostgreSQL.
public enum PostgresLimits {
  /// All parameters of one statement together; PostgreSQL's own limit is 1 GiB.
  public static let parameterBytes = 256 << 20
  /// Connections of one pool. More than the server has cores only wait for each other.
  public static let connections = 1...64
  /// How often something is read before a server that ends connections is given up.
  static let readings = 5
  /// How long an attempt to connect may take, a server.
  static let connectSeconds = 5
  /// A silent server is given up after idle + count * interval seconds.
  static let keepalive = (idleSeconds: 5, intervalSeconds: 2, count: 3)
  static let silenceMilliseconds = (5 + 2 * 3) * 1_000
  /// Pauses between attempts to connect: doubled from the first to the last.
  static let backOffMilliseconds = 20...1_000
}
