/// The parameters of one statement, in order, in PostgreSQL's binary formats.
public struct PostgresParameters: Sendable {
  /// All values, one after the other, and a byte before them: even an empty value has an address.
  private(set) var bytes: [UInt8] = [0]
  /// Where each value lies; nil is NULL.
  private(set) var ranges: [Range<Int>?] = []

  public init() {}

  public mutating func appendNull() { ranges.append(nil) }

  /// int8.
  public mutating func append(_ value: Int64) {
    add { $0.append(bigEndian: value) }
  }

  /// bytea.
  public mutating func append(_ value: some Collection<UInt8>) {
    add { $0.append(contentsOf: value) }
  }

  /// text, as UTF-8. PostgreSQL refuses a NUL in it (22021).
  public mutating func append(_ value: String) {
    add { $0.append(contentsOf: value.utf8) }
  }

  /// int8[].
  public mutating func append(array values: some Collection<Int64>) {
    append(array: values, of: .int8) { bytes, value in bytes.append(bigEndian: value) }
  }

  /// bytea[].
  public mutating func append(array values: some Collection<[UInt8]>) {
    append(array: values, of: .bytea) { bytes, value in bytes.append(contentsOf: value) }
  }

  /// bytea[], of what `write` adds for each value.
  public mutating func append<Value>(
    array values: some Collection<Value>, _ write: (inout [UInt8], Value) -> Void
  ) {
    append(array: values, of: .bytea, write)
  }

  /// text[].
  public mutating func append(array values: some Collection<String>) {
    append(array: values, of: .text) { bytes, value in bytes.append(contentsOf: value.utf8) }
  }

  /// Dimensions, whether a NULL is among them (never), type; the dimension's size and first index;
  /// then each element with its length before it. An empty array has no dimension.
  private mutating func append<Value>(
    array values: some Collection<Value>, of type: PostgresType,
    _ element: (inout [UInt8], Value) -> Void
  ) {
    add { bytes in
      bytes.append(bigEndian: Int32(values.isEmpty ? 0 : 1))
      bytes.append(bigEndian: Int32(0))
      bytes.append(bigEndian: type.rawValue)
      guard !values.isEmpty else { return }
      bytes.append(bigEndian: Int32(truncatingIfNeeded: values.count))
      bytes.append(bigEndian: Int32(1))
      for value in values {
        let start = bytes.count
        bytes.append(bigEndian: Int32(0))
        element(&bytes, value)
        // What has more than 32 bits is refused before it is sent (PostgresLimits).
        bytes.put(bigEndian: Int32(truncatingIfNeeded: bytes.count - start - 4), at: start)
      }
    }
  }

  private mutating func add(_ write: (inout [UInt8]) -> Void) {
    let start = bytes.count
    write(&bytes)
    ranges.append(start..<bytes.count)
  }
}

extension [UInt8] {
  fileprivate mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  fileprivate mutating func put(bigEndian value: Int32, at index: Int) {
    for shift in 0..<4 {
      self[index + shift] = UInt8(truncatingIfNeeded: value >> (24 - 8 * shift))
    }
  }
}
