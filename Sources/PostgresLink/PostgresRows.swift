import CPostgres

/// What one statement answered: rows of columns, both counted from 0. Values are read as the type that
/// they have; another one is an error, and so is NULL where it is not asked for.
public final class PostgresRows: @unchecked Sendable {
  // Safe: the result is complete, nothing changes it before `deinit`, and libpq's readers only read.
  private let result: OpaquePointer

  /// - Parameter result: handed over.
  init(_ result: OpaquePointer) { self.result = result }

  deinit { PQclear(result) }

  public var count: Int { Int(PQntuples(result)) }

  /// Rows that an INSERT, UPDATE or DELETE concerned; for a SELECT, that it returned.
  public var concerned: Int { Int(String(cString: PQcmdTuples(result))) ?? 0 }

  public func isNull(_ row: Int, _ column: Int) -> Bool {
    guard (0..<count).contains(row), (0..<Int(PQnfields(result))).contains(column) else {
      return true
    }
    return PQgetisnull(result, Int32(row), Int32(column)) != 0
  }

  public func integer(_ row: Int, _ column: Int) throws(PostgresError) -> Int64 {
    let value = try value(row, column, .int8)
    guard value.count == 8 else { throw unexpected(column, "an int8 of \(value.count) bytes") }
    return value.loadUnaligned(as: Int64.self).bigEndian
  }

  public func bytes(_ row: Int, _ column: Int) throws(PostgresError) -> [UInt8] {
    [UInt8](try value(row, column, .bytea))
  }

  public func text(_ row: Int, _ column: Int) throws(PostgresError) -> String {
    String(decoding: try value(row, column, .text), as: UTF8.self)
  }

  public func integers(_ row: Int, _ column: Int) throws(PostgresError) -> [Int64] {
    var integers: [Int64] = []
    for element in try elements(row, column, .int8Array, of: .int8) {
      guard element.count == 8 else {
        throw unexpected(column, "an int8 of \(element.count) bytes")
      }
      integers.append(element.loadUnaligned(as: Int64.self).bigEndian)
    }
    return integers
  }

  public func byteArrays(_ row: Int, _ column: Int) throws(PostgresError) -> [[UInt8]] {
    try elements(row, column, .byteaArray, of: .bytea).map { [UInt8]($0) }
  }

  public func texts(_ row: Int, _ column: Int) throws(PostgresError) -> [String] {
    try elements(row, column, .textArray, of: .text).map { String(decoding: $0, as: UTF8.self) }
  }

  private func elements(
    _ row: Int, _ column: Int, _ type: PostgresType, of element: PostgresType
  ) throws(PostgresError) -> [UnsafeRawBufferPointer] {
    guard let found = PostgresArray.elements(of: try value(row, column, type), type: element) else {
      throw unexpected(column, "an array that is not a plain \(type)")
    }
    return found
  }

  /// A view into the result: it ends with it.
  private func value(
    _ row: Int, _ column: Int, _ type: PostgresType
  ) throws(PostgresError) -> UnsafeRawBufferPointer {
    guard (0..<count).contains(row) else {
      throw .unexpectedAnswer("row \(row) of \(count) rows")
    }
    let (row, index) = (Int32(row), Int32(column))
    guard (0..<PQnfields(result)).contains(index) else { throw unexpected(column, "missing") }
    guard PQftype(result, index) == type.rawValue, PQfformat(result, index) == 1 else {
      throw unexpected(column, "not a \(type)")
    }
    guard PQgetisnull(result, row, index) == 0, let start = PQgetvalue(result, row, index) else {
      throw unexpected(column, "NULL")
    }
    return UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, index)))
  }

  private func unexpected(_ column: Int, _ what: String) -> PostgresError {
    let name = PQfname(result, Int32(column)).map { String(cString: $0) } ?? "\(column)"
    return .unexpectedAnswer("column \(name): \(what)")
  }
}
