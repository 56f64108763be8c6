import Wire

extension Packet {
  /// The digests of the messages in a packet that can have second signatures: of itself, of those inside them, and
  /// of all messages that it carries.
  public func digests<Hash: MessageHash>(_ hash: Hash) -> Set<Digest> {
    var found: Set<Digest> = []
    for bytes in [message, certificate, authority].compactMap({ $0 }) + documents {
      Self.add(bytes, to: &found, hash)
    }
    return found
  }

  private static func add<Hash: MessageHash>(
    _ bytes: [UInt8], to found: inout Set<Digest>, _ hash: Hash
  ) {
    let span = bytes.span.bytes
    guard let envelope = try? Envelope(span),
      let type = try? Envelope.type(ofPayload: envelope.payload)
    else { return }
    found.insert(
      Envelope.digest(envelope.algorithm, type: type, payload: envelope.payload, hash: hash))
    guard type == .syncGrant, let grant = try? Signed<SyncGrant>(span).content else { return }
    if let certificate = grant.certificate { found.insert(certificate.digest(hash: hash)) }
    if let policy = grant.policy { found.insert(policy.digest(hash: hash)) }
  }
}
