/// A byte string of at most `capacity` bytes, held in place: no heap. What messages are written to.
/// Writing past the capacity is a broken limit and traps; input never decides how much is written.
public struct Bytes<let capacity: Int>: Sendable {
  var storage: InlineArray<capacity, UInt8>
  public internal(set) var count: Int

  public init() {
    storage = InlineArray(repeating: 0)
    count = 0
  }

  /// The bytes written so far.
  public var span: RawSpan {
    // Without the first attribute the optimiser returns a view into a copy that is gone.
    @_addressableSelf
    @_lifetime(borrow self)
    get { storage.span.bytes.extracting(first: count) }
  }

  public var remaining: Int { capacity - count }

  public mutating func removeAll() { count = 0 }

  /// Lets go of what was written after the first `length` bytes.
  public mutating func truncate(to length: Int) {
    precondition(length <= count)
    count = length
  }

  /// Takes bytes out; what follows moves down.
  public mutating func remove(_ range: Range<Int>) {
    precondition(range.upperBound <= count)
    var from = range.upperBound
    var to = range.lowerBound
    while from < count {
      storage[to] = storage[from]
      from += 1
      to += 1
    }
    count = to
  }

  /// One of the bytes written so far.
  public subscript(index: Int) -> UInt8 {
    // In place: a getter would copy all the bytes for one of them.
    _read {
      precondition(index < count)
      yield storage[index]
    }
  }

  public mutating func append(_ byte: UInt8) {
    precondition(count < capacity, "message above its limit")
    storage[count] = byte
    count += 1
  }

  public mutating func append(_ bytes: borrowing RawSpan) {
    let length = bytes.byteCount
    precondition(length <= capacity - count, "message above its limit")
    guard length > 0 else { return }
    let start = count
    var span = storage.mutableSpan
    var raw = span.mutableBytes
    raw.withUnsafeMutableBytes { target in
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(rebasing: target[start..<(start + length)])
          .copyMemory(from: source)
      }
    }
    count += length
  }

  public mutating func append(_ word: Word32) {
    precondition(32 <= capacity - count, "message above its limit")
    var span = storage.mutableSpan
    var raw = span.mutableBytes
    word.store(in: &raw, at: count)
    count += 32
  }

  /// The `size` low bytes of `value`, big-endian.
  public mutating func append(bigEndian value: UInt64, size: Int) {
    var shift = (size - 1) * 8
    while shift >= 0 {
      append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
      shift -= 8
    }
  }

  /// Lends the bytes written so far, to be changed in place.
  public mutating func withUnsafeMutableBytes(_ body: (UnsafeMutableRawBufferPointer) -> Void) {
    let written = count
    var span = storage.mutableSpan
    var raw = span.mutableBytes
    raw.withUnsafeMutableBytes { body(UnsafeMutableRawBufferPointer(rebasing: $0[..<written])) }
  }

  /// Copies `bytes` when they fit, or is nil.
  public init?(_ bytes: borrowing RawSpan) {
    guard bytes.byteCount <= capacity else { return nil }
    self.init()
    append(bytes)
  }

  #if !hasFeature(Embedded)
    /// A copy on the heap, for programs that are not card-safe.
    public var array: [UInt8] { span.withUnsafeBytes { Array($0) } }
  #endif
}

extension Bytes {
  /// Overwrites everything that was written. For secrets.
  public mutating func wipe() {
    for i in 0..<capacity { storage[i] = 0 }
    count = 0
  }
}
