// Every parser of Wire against arbitrary bytes. The property (MSG-3): parsing never traps, and what
// is accepted is written again as the identical bytes.
import Wire

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = RawSpan(_unsafeStart: start, byteCount: count)
  tryMessage(Certificate.self, input)
  tryMessage(Authority.self, input)
  tryMessage(Request.self, input)
  tryMessage(Payment.self, input)
  tryMessage(Acceptance.self, input)
  tryMessage(Refusal.self, input)
  tryMessage(SyncRequest.self, input)
  tryMessage(SyncGrant.self, input)
  tryMessage(Policy.self, input)
  tryMessage(BlockList.self, input)
  tryMessage(Claim.self, input)
  tryMessage(Approval.self, input)
  tryMessage(Operators.self, input)
  tryMessage(Succession.self, input)
  tryEnvelope(input)
  tryEntry(input)
  tryPacket(input)
  return 0
}

/// As a whole message and, without the envelope that mutations rarely leave whole, as a payload.
private func tryMessage<Content: MessageContent>(_ type: Content.Type, _ input: RawSpan) {
  if let message = try? Signed<Content>(input) {
    var written = Bytes<2144>()
    message.encode(into: &written)
    expectSame(written.span, input)
    let envelope = try? Envelope(input)
    precondition(envelope != nil, "a message without an envelope")
    _ = message.digest(hash: NoHash())
  }
  if let content = try? Content(payload: input) {
    var written = Bytes<2144>()
    content.encode(into: &written)
    expectSame(written.span, input)
    precondition((try? Envelope.type(ofPayload: input)) == Content.type)
  }
}

/// Digests are written to buffers of their own limits: that they fit is part of the property.
private struct NoHash: MessageHash {
  func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 { .zero }
}

private func tryEnvelope(_ input: RawSpan) {
  guard let envelope = try? Envelope(input) else { return }
  var written = Bytes<2144>()
  Envelope.write(
    envelope.algorithm, payload: envelope.payload, signature: envelope.signature, into: &written)
  expectSame(written.span, input)
}

private func tryEntry(_ input: RawSpan) {
  guard let entry = try? JournalEntry(input) else { return }
  var written = Bytes<1024>()
  entry.encode(into: &written)
  expectSame(written.span, input)
}

private func tryPacket(_ input: RawSpan) {
  guard let packet = try? Packet(input.withUnsafeBytes { Array($0) }) else { return }
  expectSame(packet.bytes.span.bytes, input)
}

private func expectSame(_ written: RawSpan, _ input: RawSpan) {
  precondition(written.byteCount == input.byteCount, "another length")
  for i in 0..<input.byteCount {
    precondition(
      written.unsafeLoad(fromByteOffset: i, as: UInt8.self)
        == input.unsafeLoad(fromByteOffset: i, as: UInt8.self), "other bytes")
  }
}
