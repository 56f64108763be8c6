import LedgerRecords
import PostgresLink

extension LedgerStoreError {
  /// PostgreSQL's errors in the ledger's words. A lost connection while something is written is not
  /// for here: only the database knows what came of it.
  init(_ error: PostgresError) {
    switch error {
    case .tooLarge: self = .failed("a batch is larger than the store takes")
    case .busy: self = .busy
    case .unreachable(let why), .connectionLost(let why): self = .unavailable(why)
    case .serialisationFailure, .uniqueViolation: self = .conflict
    case .diskFull: self = .noSpace
    case .readOnly: self = .readOnly
    // A check in the commit divides by zero when a row is not as it was read; and a wait for a lock
    // that takes too long ends: whoever holds it hangs.
    case .refused(sqlState: "22012", _), .refused(sqlState: "55P03", _): self = .conflict
    // A table or a column is not there.
    case .refused(sqlState: "42P01", let message), .refused(sqlState: "42703", let message):
      self = .damaged(message)
    case .refused(let state, let message): self = .failed("\(message), SQLSTATE \(state)")
    case .unexpectedAnswer(let what): self = .damaged(what)
    }
  }
}

/// Runs something on PostgreSQL, its errors in the ledger's words.
func explaining<Value>(
  _ body: () throws(PostgresError) -> Value
) throws(LedgerStoreError) -> Value {
  do throws(PostgresError) {
    return try body()
  } catch {
    throw LedgerStoreError(error)
  }
}
