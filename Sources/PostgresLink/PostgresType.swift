/// The types that are sent and read, by their numbers in PostgreSQL's catalogue.
enum PostgresType: UInt32, CustomStringConvertible {
  case bytea = 17
  case int8 = 20
  case text = 25
  case byteaArray = 1001
  case textArray = 1009
  case int8Array = 1016

  var description: String {
    switch self {
    case .bytea: "bytea"
    case .int8: "int8"
    case .text: "text"
    case .byteaArray: "bytea[]"
    case .textArray: "text[]"
    case .int8Array: "int8[]"
    }
  }
}
