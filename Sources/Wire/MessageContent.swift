/// A message whose content is one canonical map of integer keys (docs/spec/messages.md).
/// Field 0 is the message type.
public protocol MessageContent: Sendable {
  static var type: MessageType { get }
  /// Writes the payload.
  func encode<let n: Int>(into bytes: inout Bytes<n>)
  /// Reads and checks the whole payload; nothing of a refused payload is used.
  init(payload: RawSpan) throws(WireError)
  /// The digest of a message with this content (MSG-12). The algorithm stands under the signature, so
  /// it is another one when a key of suite 2 signs.
  func digest<Hash: MessageHash & ~Copyable>(
    _ algorithm: Algorithm, hash: borrowing Hash
  ) -> Digest
}

extension MessageContent {
  public func digest<Hash: MessageHash & ~Copyable>(
    _ algorithm: Algorithm, hash: borrowing Hash
  ) -> Digest {
    var payload = Bytes<512>()
    encode(into: &payload)
    return Envelope.digest(algorithm, type: Self.type, payload: payload.span, hash: hash)
  }

  /// The digest under a key of suite 1 or 3.
  public func digest<Hash: MessageHash & ~Copyable>(hash: borrowing Hash) -> Digest {
    digest(.es256, hash: hash)
  }
}

extension SyncGrant {
  /// As for every message; a grant is longer than the others.
  public func digest<Hash: MessageHash & ~Copyable>(
    _ algorithm: Algorithm, hash: borrowing Hash
  ) -> Digest {
    var payload = Bytes<2048>()
    encode(into: &payload)
    return Envelope.digest(algorithm, type: Self.type, payload: payload.span, hash: hash)
  }
}

#if !hasFeature(Embedded)
  extension MessageContent {
    /// The whole Sig_structure (RFC 9052, section 4.4): what is signed.
    public func sigStructure(_ algorithm: Algorithm) -> [UInt8] {
      var payload = Bytes<2048>()
      encode(into: &payload)
      return Envelope.sigStructure(
        algorithm, type: Self.type, payloadCount: payload.count
      ).array + payload.array
    }
  }
#endif
