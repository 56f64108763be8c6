/// COSE_Sign1 (RFC 9052 4.2) in the one form that is allowed: tagged, suite in the protected header,
/// no unprotected header, payload attached (MSG-5).
public struct Envelope: ~Escapable {
  /// The signed map.
  public let payload: RawSpan
  public let signature: Signature

  /// Takes a message apart. The signature is not verified here.
  @_lifetime(copy message)
  public init(_ message: RawSpan) throws(WireError) {
    guard message.byteCount <= WireLimits.message else { throw .tooLong }
    var reader = CBORReader(message)
    guard try reader.readHead(6) == 18 else { throw .unexpectedType }
    try reader.readArray(exactly: 4)
    let protected = try reader.readBytes(atMost: 16)
    guard Envelope.isES256(protected) else { throw .unknownSuite }
    guard try reader.readMap() == 0 else { throw .unknownField }
    payload = try reader.readBytes(atMost: WireLimits.payload)
    signature = try reader.readSignature()
    try reader.expectEnd()
  }

  /// The type that a payload says it has.
  public static func type(ofPayload payload: RawSpan) throws(WireError) -> MessageType {
    var reader = CBORReader(payload)
    guard try reader.readMap() > 0 else { throw .missingField }
    guard try reader.readUInt() == 0 else { throw .missingField }
    let number = try reader.readUInt()
    guard number <= 255, let type = MessageType(rawValue: UInt8(number)) else {
      throw .wrongMessageType
    }
    return type
  }

  /// SHA-256 of the Sig_structure: what is signed, and the message's digest (MSG-12).
  public static func digest<Hash: MessageHash & ~Copyable>(
    type: MessageType, payload: borrowing RawSpan, hash: borrowing Hash
  ) -> Digest {
    var prefix = Bytes<64>()
    prefix.append(0x84)
    prefix.append(0x6A)
    prefix.append(ascii: "Signature1")
    prefix.append(bigEndian: protectedES256, size: 4)
    prefix.putHead(2, UInt64(type.context.utf8CodeUnitCount))
    prefix.append(ascii: type.context)
    prefix.putHead(2, UInt64(payload.byteCount))
    return Digest(hash.hash(prefix.span, payload))
  }

  /// Writes the whole message.
  public static func write<let n: Int>(
    payload: borrowing RawSpan, signature: Signature, into bytes: inout Bytes<n>
  ) {
    bytes.append(0xD2)
    bytes.append(0x84)
    bytes.append(bigEndian: protectedES256, size: 4)
    bytes.append(0xA0)
    bytes.putBytes(payload)
    bytes.putSignature(signature)
  }

  /// The byte string of the map {1: -7}, with its head: 43 A1 01 26.
  private static let protectedES256: UInt64 = 0x43A1_0126

  private static func isES256(_ bytes: RawSpan) -> Bool {
    guard bytes.byteCount == 3 else { return false }
    return bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == 0xA1
      && bytes.unsafeLoad(fromByteOffset: 1, as: UInt8.self) == 0x01
      && bytes.unsafeLoad(fromByteOffset: 2, as: UInt8.self) == 0x26
  }
}

extension Bytes {
  /// Appends a literal that holds ASCII only.
  public mutating func append(ascii text: StaticString) {
    text.withUTF8Buffer { append($0.span.bytes) }
  }
}
