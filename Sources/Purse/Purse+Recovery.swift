import Wire

extension Purse {
  /// Rebuilds the state from the bank in use: the state at its start, then what each record did.
  mutating func recover() {
    var offset = Log<Storage>.bankHeader
    var sealedSize = 0
    while let record = log.record(at: offset) {
      offset = record.end
      switch record.kind {
      case .state:
        var piece = PieceBytes()
        log.readPayload(record, into: &piece)
        state.decode(piece)
      case .listPart:
        let part = listPart(record)
        if part.part == 0 { state.blockList = part.number }
      case .regularPolicy: break
      case .sealed:
        sealedSize = record.size
      default:
        if !record.isCarried { replay(record) }
        if record.sequence != .none {
          live += record.size + (record.hasSealed ? sealedSize : 0)
        }
        sealedSize = 0
      }
    }
  }

  private mutating func replay(_ record: Record) {
    var payload = RecordBytes()
    log.readPayload(record, into: &payload)
    if record.kind == .pinTries {
      state.pin.triesLeft = payload.span.unsafeLoad(fromByteOffset: 0, as: UInt8.self)
      return
    }
    let parts = RecordParts(payload)
    state.last.fingerprint = parts.fingerprint
    state.last.answer.removeAll()
    let rest = payload.span.extracting(droppingFirst: parts.rest)
    if record.kind == .requested { return replayRequested(rest) }
    let entryBytes = payload.span.extracting(parts.entry)
    let head = state.head.extended(by: entryBytes, hash: crypto)
    switch try? JournalEntry(entryBytes) {
    case .paid(let digest, _):
      let payment: Signed<Payment> = replayMessage(rest)
      state.applyPaid(payment.content, digest: digest, head: head)
      state.last.answer.append(rest)
    case .received(let digest, _, _):
      replayReceived(rest, digest: digest, sequence: record.sequence, head: head)
    case .refusedPayment(let digest):
      replayRefused(rest, .payment(digest), sequence: record.sequence, head: head)
    case .refusedRequest(let digest):
      replayRefused(rest, .request(digest), sequence: record.sequence, head: head)
    case .refunded(let payment, _, _, _):
      state.applyRefunded(payment: payment, sequence: record.sequence, head: head)
    case .confirmed(let payment, _, _):
      state.applyConfirmed(payment: payment, sequence: record.sequence, head: head)
    case .unloaded(let amount):
      state.applyUnloaded(amount, sequence: record.sequence, head: head)
    case .granted, nil:
      preconditionFailure("journal damaged")
    }
  }

  private mutating func replayRequested(_ rest: RawSpan) {
    let request: Signed<Request> = replayMessage(rest)
    state.applyRequested(request.content, digest: request.digest(hash: crypto))
    state.last.answer.append(rest)
  }

  private mutating func replayReceived(
    _ rest: RawSpan, digest: Digest, sequence: SequenceNumber, head: Head
  ) {
    let length =
      Int(rest.unsafeLoad(fromByteOffset: 1, as: UInt8.self))
      | Int(rest.unsafeLoad(fromByteOffset: 2, as: UInt8.self)) << 8
    let payment: Signed<Payment> = replayMessage(rest.extracting(3..<(3 + length)))
    state.applyReceived(
      payment.content, digest: digest,
      toPending: rest.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == 1, sequence: sequence,
      head: head)
    state.last.answer.append(rest.extracting(droppingFirst: 3 + length))
  }

  private mutating func replayRefused(
    _ rest: RawSpan, _ subject: RefusalSubject, sequence: SequenceNumber, head: Head
  ) {
    let hasRequest = rest.unsafeLoad(fromByteOffset: 0, as: UInt8.self) == 1
    let request = Digest(Word32(rest, at: 1))
    state.applyRefused(
      subject, request: hasRequest ? request : nil, sequence: sequence, head: head)
    state.last.answer.append(rest.extracting(droppingFirst: 33))
  }

  private func replayMessage<Content: MessageContent>(_ bytes: RawSpan) -> Signed<Content> {
    guard let message = try? Signed<Content>(bytes) else { preconditionFailure("journal damaged") }
    return message
  }
}
