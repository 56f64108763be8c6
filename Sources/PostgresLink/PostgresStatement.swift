/// One SQL statement with its parameters, which PostgreSQL prepares once a connection. The text is
/// fixed in the program, so that nothing from outside can become SQL.
public struct PostgresStatement: Hashable, Sendable {
  let sql: String

  /// - Parameter sql: parameters are $1, $2 and so on; give them types: `$1::int8[]`.
  public init(_ sql: StaticString) { self.sql = sql.description }
}
