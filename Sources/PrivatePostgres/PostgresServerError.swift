/// Why a server of one's own is not to be had.
public enum PostgresServerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// PostgreSQL's server programs are not installed, or the user to run them is missing.
  case missing
  /// One of them failed, and what it said.
  case failed(String, said: String)

  public var description: String {
    switch self {
    case .missing:
      """
      PostgreSQL's server programs are missing, or, for root, the user postgres to run them: \
      install Debian's package postgresql
      """
    case .failed(let program, let said): "\(program) failed: \(said)"
    }
  }
}
