import Wire

/// What stands before the body of a firmware image (BOO-1).
public struct ImageHeader: Equatable, Sendable {
  /// Of security: raised by an image that closes a hole.
  public var version: UInt32
  /// Of the body, in bytes.
  public var length: UInt32
  public var signature: Signature

  /// Reads the header at the beginning of a slot. Says nothing of the signature.
  public init(_ slot: RawSpan) throws(BootRefusal) {
    guard slot.byteCount >= Self.bytes else { throw .noImage }
    guard Self.word(slot, 0) == Self.magic else { throw .noImage }
    version = Self.word(slot, 4)
    length = Self.word(slot, 8)
    guard (1...Self.largestVersion).contains(version), length > 0, Self.word(slot, 12) == 0 else {
      throw .malformed
    }
    signature = Signature(r: Word32(slot, at: 16), s: Word32(slot, at: 48))
    var index = Self.signedBytes + 64
    while index < Self.bytes {
      guard slot.unsafeLoad(fromByteOffset: index, as: UInt8.self) == 0 else { throw .malformed }
      index += 1
    }
    guard Int(length) <= slot.byteCount - Self.bytes else { throw .tooLong }
  }

  /// Of the whole header, and of its part that is signed.
  public static var bytes: Int { 256 }
  public static var signedBytes: Int { 16 }
  /// As many as a page of flash has words (BOO-4).
  public static var largestVersion: UInt32 { 256 }
  /// `KFW1`
  static var magic: UInt32 { 0x4B46_5731 }

  private static func word(_ bytes: RawSpan, _ offset: Int) -> UInt32 {
    UInt32(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
