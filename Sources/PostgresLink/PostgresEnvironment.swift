import CPostgres

/// Where a server is, in the variables that its own programs read: a command line would show a password to
/// everybody on the machine.
public enum PostgresEnvironment {
  /// - Parameter conninfo: as libpq reads it.
  /// - Throws: `unreachable`, with libpq's sentence, for what is none.
  public static func variables(of conninfo: String) throws(PostgresError) -> [String: String] {
    var complaint: UnsafeMutablePointer<CChar>?
    guard let options = PQconninfoParse(conninfo, &complaint) else {
      defer { PQfreemem(complaint) }
      throw .unreachable(PostgresError.text(complaint.map { UnsafePointer($0) }))
    }
    defer { PQconninfoFree(options) }
    var variables: [String: String] = [:]
    var option = options
    while option.pointee.keyword != nil {
      if let name = option.pointee.envvar, let value = option.pointee.val {
        variables[String(cString: name)] = String(cString: value)
      }
      option = option.successor()
    }
    return variables
  }
}
