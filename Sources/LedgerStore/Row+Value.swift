import GRDB
import LedgerRecords

extension Row {
  /// A column's value. One that is missing or of another kind is damage: GRDB's own subscripts trap.
  func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
    guard let value: Value = try optional(column) else {
      throw LedgerStoreError.damaged("a row lacks its \(column)")
    }
    return value
  }

  /// The same where there may be none.
  func optional<Value: DatabaseValueConvertible>(_ column: String) throws -> Value? {
    guard hasColumn(column), let found: DatabaseValue = self[column] else {
      throw LedgerStoreError.damaged("a table lacks its \(column)")
    }
    if found.isNull { return nil }
    guard let value = Value.fromDatabaseValue(found) else {
      throw LedgerStoreError.damaged("a \(column) of another kind")
    }
    return value
  }

  /// A number or count that has no sign.
  func count(_ column: String) throws -> UInt64 {
    let value: Int64 = try value(column)
    guard let count = UInt64(exactly: value) else {
      throw LedgerStoreError.damaged("a \(column) below zero")
    }
    return count
  }
}
