import CPostgres

extension PostgresError {
  /// What a failed result says.
  init(result: OpaquePointer) {
    let message = Self.field(PG_DIAG_MESSAGE_PRIMARY, of: result)
    let state = Self.field(PG_DIAG_SQLSTATE, of: result)
    switch state {
    case nil:
      // libpq made this result itself: the connection broke, or a message was not understood.
      self = .connectionLost(PostgresError.text(PQresultErrorMessage(result)))
    case "40001", "40P01": self = .serialisationFailure(message ?? "")
    case "23505":
      self = .uniqueViolation(constraint: Self.field(PG_DIAG_CONSTRAINT_NAME, of: result) ?? "")
    case "53100": self = .diskFull(message ?? "")
    case "25006": self = .readOnly(message ?? "")
    case .some(let state) where Self.isEnd(state): self = .connectionLost(message ?? "")
    case .some(let state): self = .refused(sqlState: state, message: message ?? "")
    }
  }

  /// What libpq says of a connection, on one line.
  static func text(_ message: UnsafePointer<CChar>?) -> String {
    guard let message else { return "" }
    return String(cString: message).split(whereSeparator: \.isNewline)
      .map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
  }

  /// Connection exceptions, the server's shutdown, crash and start, and a commit of which it does not know
  /// itself what came of it (40003).
  private static func isEnd(_ state: String) -> Bool {
    state.hasPrefix("08") || ["40003", "57P01", "57P02", "57P03", "57P05"].contains(state)
  }

  private static func field(_ code: Character, of result: OpaquePointer) -> String? {
    guard let ascii = code.asciiValue, let value = PQresultErrorField(result, Int32(ascii)) else {
      return nil
    }
    return String(cString: value)
  }
}

// libpq's PG_DIAG macros are characters, which Swift does not read from C.
private let PG_DIAG_SQLSTATE: Character = "C"
private let PG_DIAG_MESSAGE_PRIMARY: Character = "M"
private let PG_DIAG_CONSTRAINT_NAME: Character = "n"
