/// Why an image is not started, in the order in which it is checked (BOO-3).
public enum BootRefusal: UInt8, Error, Equatable, Sendable {
  /// The slot is erased, or something else lies there.
  case noImage = 1
  case malformed
  /// The body is longer than the slot.
  case tooLong
  /// An image of a higher security version has started on this board.
  case tooOld
  case badSignature
}
