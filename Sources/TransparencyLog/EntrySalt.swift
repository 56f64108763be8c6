/// Thirty-two bytes that make the commitment to a body unguessable (LOG-1). It is shown with the
/// body, to whom the body is shown.
public struct EntrySalt: Hashable, Sendable {
  public let bytes: [UInt8]

  /// `nil`, unless the bytes are thirty-two.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = Array(bytes)
  }

  init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// Bytes in a salt.
  public static let byteCount = 32
}
