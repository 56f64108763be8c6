/// A message whose content is one canonical map of integer keys (docs/spec/messages.md).
/// Field 0 is the message type.
public protocol MessageContent: Sendable {
  static var type: MessageType { get }
  /// Writes the payload.
  func encode<let n: Int>(into bytes: inout Bytes<n>)
  /// Reads and checks the whole payload; nothing of a refused payload is used.
  init(payload: RawSpan) throws(WireError)
  /// The digest of a message with this content, whoever signs it (MSG-12).
  func digest<Hash: MessageHash & ~Copyable>(hash: borrowing Hash) -> Digest
}

extension MessageContent {
  public func digest<Hash: MessageHash & ~Copyable>(hash: borrowing Hash) -> Digest {
    var payload = Bytes<512>()
    encode(into: &payload)
    return Envelope.digest(type: Self.type, payload: payload.span, hash: hash)
  }
}

extension SyncGrant {
  /// As for every message; a grant is longer than the others.
  public func digest<Hash: MessageHash & ~Copyable>(hash: borrowing Hash) -> Digest {
    var payload = Bytes<2048>()
    encode(into: &payload)
    return Envelope.digest(type: Self.type, payload: payload.span, hash: hash)
  }
}
