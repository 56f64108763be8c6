/// COSE_Sign1 (RFC 9052 4.2) in the one form that is allowed: tagged, algorithm in the protected
/// header, no unprotected header, payload attached (MSG-5).
public struct Envelope: ~Escapable {
  /// The signed map.
  public let payload: RawSpan
  public let algorithm: Algorithm
  public let signature: Signature

  /// Takes a message apart. The signature is not verified here.
  @_lifetime(copy message)
  public init(_ message: RawSpan) throws(WireError) {
    guard message.byteCount <= WireLimits.message else { throw .tooLong }
    var reader = CBORReader(message)
    guard try reader.readHead(6) == 18 else { throw .unexpectedType }
    try reader.readArray(exactly: 4)
    let protected = try reader.readBytes(atMost: 16)
    guard let named = Envelope.algorithm(of: protected) else { throw .unknownSuite }
    algorithm = named
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

  /// The Sig_structure up to the payload's own bytes, which follow it and end it.
  public static func sigStructure(
    _ algorithm: Algorithm, type: MessageType, payloadCount: Int
  ) -> Bytes<64> {
    var prefix = Bytes<64>()
    prefix.append(0x84)
    prefix.append(0x6A)
    prefix.append(ascii: "Signature1")
    prefix.append(protected: algorithm)
    prefix.putHead(2, UInt64(type.context.utf8CodeUnitCount))
    prefix.append(ascii: type.context)
    prefix.putHead(2, UInt64(payloadCount))
    return prefix
  }

  /// SHA-256 of the Sig_structure: the message's digest (MSG-12).
  public static func digest<Hash: MessageHash & ~Copyable>(
    _ algorithm: Algorithm = .es256, type: MessageType, payload: borrowing RawSpan,
    hash: borrowing Hash
  ) -> Digest {
    let prefix = sigStructure(algorithm, type: type, payloadCount: payload.byteCount)
    return Digest(hash.hash(prefix.span, payload))
  }

  /// Writes the whole message.
  public static func write<let n: Int>(
    _ algorithm: Algorithm = .es256, payload: borrowing RawSpan, signature: Signature,
    into bytes: inout Bytes<n>
  ) {
    bytes.append(0xD2)
    bytes.append(0x84)
    bytes.append(protected: algorithm)
    bytes.append(0xA0)
    bytes.putBytes(payload)
    bytes.putSignature(signature)
  }

  private static func algorithm(of header: RawSpan) -> Algorithm? {
    guard header.byteCount == 3 else { return nil }
    var number: UInt64 = 0
    for i in 0..<3 {
      number = number << 8 | UInt64(header.unsafeLoad(fromByteOffset: i, as: UInt8.self))
    }
    if number == Algorithm.es256.header { return .es256 }
    return number == Algorithm.edDSA.header ? .edDSA : nil
  }
}

extension Bytes {
  /// Appends a literal that holds ASCII only.
  public mutating func append(ascii text: StaticString) {
    text.withUTF8Buffer { append($0.span.bytes) }
  }

  /// The byte string of the protected header, with its head: 43 A1 01 26.
  fileprivate mutating func append(protected algorithm: Algorithm) {
    append(bigEndian: 0x43 << 24 | algorithm.header, size: 4)
  }
}
