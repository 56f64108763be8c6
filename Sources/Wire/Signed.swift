/// A message with its signature. A parsed one has the right form and type; whether the signature
/// holds is for the caller to verify with the key it trusts.
public struct Signed<Content: MessageContent>: Sendable {
  public let content: Content
  /// What the envelope says of the signature; the signer's suite must agree (SUI-3). It lies in what
  /// the content's last word leaves free: a card keeps three of these.
  public let algorithm: Algorithm
  public let signature: Signature

  public init(content: Content, signature: Signature, algorithm: Algorithm = .es256) {
    self.content = content
    self.signature = signature
    self.algorithm = algorithm
  }

  /// Reads a message of this type, and of no other.
  public init(_ message: RawSpan) throws(WireError) {
    let envelope = try Envelope(message)
    guard try Envelope.type(ofPayload: envelope.payload) == Content.type else {
      throw .wrongMessageType
    }
    content = try Content(payload: envelope.payload)
    signature = envelope.signature
    algorithm = envelope.algorithm
  }

  /// Writes the whole message.
  public func encode<let n: Int>(into bytes: inout Bytes<n>) {
    var payload = Bytes<n>()
    content.encode(into: &payload)
    Envelope.write(algorithm, payload: payload.span, signature: signature, into: &bytes)
  }

  /// The message's digest. Content has one encoding, so the digest of what was read is the same.
  public func digest<Hash: MessageHash & ~Copyable>(hash: borrowing Hash) -> Digest {
    content.digest(algorithm, hash: hash)
  }
}

extension Bytes {
  /// A whole message as a byte string within another.
  mutating func putMessage<Content: MessageContent>(_ message: Signed<Content>) {
    var inner = Bytes<512>()
    message.encode(into: &inner)
    putBytes(inner.span)
  }
}

extension CBORReader {
  mutating func readMessage<Content: MessageContent>() throws(WireError) -> Signed<Content> {
    let bytes = try readBytes(atMost: 512)
    return try Signed<Content>(bytes)
  }
}
