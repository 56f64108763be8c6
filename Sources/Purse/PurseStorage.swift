import Wire

/// Storage failed or power went away while a write was under way. What was written of it is unknown;
/// the purse must be opened anew, and is then before or after the command (I4).
public enum StorageError: Error, Equatable, Sendable {
  case full
  case failed
}

/// Two banks of durable memory. Preconditions on the hardware: a write that returned is durable and
/// stays; a write cut short may leave any of its words written, and no other word changed; an
/// erased bank reads as 0xFF; between erases no word is written twice, and a bank is written in
/// ascending order but for its first 16 bytes, which come last (docs/design/journal.md).
public protocol PurseStorage {
  /// Bytes in each bank; a multiple of 8, at least `PurseLimits.smallestBank`.
  var bankSize: Int { get }
  /// Appends `count` bytes of a bank to `bytes`.
  func read<let n: Int>(
    bank: Int, at offset: Int, count: Int, appendingTo bytes: inout Bytes<n>)
  /// Durable when it returns.
  mutating func write(bank: Int, at offset: Int, _ bytes: borrowing RawSpan) throws(StorageError)
  /// Durable when it returns.
  mutating func erase(bank: Int) throws(StorageError)
}
