import Wire

/// Where a reader of the journal stands. Valid until the purse's next command.
public struct JournalCursor: Sendable {
  var offset = 16
  public init() {}
}

/// One journal entry as it goes up with a sync.
public struct UploadItem: Sendable {
  public var sequence = SequenceNumber.none
  /// The entry, as the head covers it.
  public var entry = Bytes<1024>()
  /// The payment message of an entry that pays or takes one; empty otherwise.
  public var payment = PurseAnswer()
  /// The sealed part that came with a received payment; empty when there is none.
  public var sealed = SealedBytes()
  public init() {}
}

extension Purse {
  /// The next entry that belongs to the outstanding sync request, or false at the end (SYN-5).
  public mutating func nextUploadItem(_ cursor: inout JournalCursor, into item: inout UploadItem)
    -> Bool
  {
    // The entries of a purse that reports totals only stay in it (PRV-50).
    guard let request = state.syncRequest?.content, request.totals == nil else { return false }
    var sealed: Record?
    while let record = log.record(at: cursor.offset) {
      cursor.offset = record.end
      if record.kind == .sealed {
        sealed = record
        continue
      }
      defer { sealed = nil }
      guard record.sequence != .none, record.sequence <= request.last, state.isLive(record)
      else { continue }
      fill(&item, record, sealed: record.hasSealed ? sealed : nil)
      return true
    }
    return false
  }

  /// The head that the entries of the outstanding sync request begin from.
  public mutating func uploadStart() -> Head {
    guard let dropped = state.dropped, !reportsTotalsOnly else { return state.coveredHead }
    return dropped.head
  }

  private mutating func fill(_ item: inout UploadItem, _ record: Record, sealed: Record?) {
    var payload = GrantRecordBytes()
    log.readPayload(record, into: &payload)
    let parts = RecordParts(payload)
    item.sequence = record.sequence
    item.entry.removeAll()
    item.entry.append(payload.span.extracting(parts.entry))
    item.payment.removeAll()
    appendPayment(of: record, payload, parts, to: &item.payment)
    item.sealed.removeAll()
    if let sealed, record.kind == .received { log.readPayload(sealed, into: &item.sealed) }
  }

  private mutating func appendPayment(
    of record: Record, _ payload: borrowing GrantRecordBytes, _ parts: RecordParts,
    to bytes: inout PurseAnswer
  ) {
    let rest = payload.span.extracting(droppingFirst: parts.rest)
    switch record.kind {
    case .paid:
      bytes.append(rest)
    case .received:
      let length =
        Int(rest.unsafeLoad(fromByteOffset: 1, as: UInt8.self))
        | Int(rest.unsafeLoad(fromByteOffset: 2, as: UInt8.self)) << 8
      bytes.append(rest.extracting(3..<(3 + length)))
    default: break
    }
  }

  /// The record of a journal entry, and the sealed part before it.
  private mutating func find(_ sequence: SequenceNumber) -> (record: Record, sealed: Record?)? {
    var offset = Log<Storage>.bankHeader
    var sealed: Record?
    while let record = log.record(at: offset) {
      offset = record.end
      if record.kind == .sealed {
        sealed = record
        continue
      }
      if record.sequence == sequence { return (record, record.hasSealed ? sealed : nil) }
      sealed = nil
    }
    return nil
  }

  /// Lengths of the payment and of the sealed part at a sequence, or nil when it is gone.
  mutating func sizes(of sequence: SequenceNumber) -> (payment: Int, sealed: Int)? {
    guard let found = find(sequence) else { return nil }
    var payload = GrantRecordBytes()
    log.readPayload(found.record, into: &payload)
    var payment = PurseAnswer()
    appendPayment(of: found.record, payload, RecordParts(payload), to: &payment)
    return (payment.count, found.sealed?.length ?? 0)
  }

  /// The payment message made or taken at a sequence: what a torn link lost can be sent again as
  /// long as the journal has it. Empty when it is gone.
  public mutating func readPayment(at sequence: SequenceNumber, into bytes: inout PurseAnswer) {
    bytes.removeAll()
    guard let found = find(sequence) else { return }
    var payload = GrantRecordBytes()
    log.readPayload(found.record, into: &payload)
    appendPayment(of: found.record, payload, RecordParts(payload), to: &bytes)
  }

  /// The sealed part of the payment made or taken at a sequence; empty when there is none.
  public mutating func readSealed(of sequence: SequenceNumber, into bytes: inout SealedBytes) {
    bytes.removeAll()
    guard let found = find(sequence), let sealed = found.sealed else { return }
    log.readPayload(sealed, into: &bytes)
  }

  /// The answer to the last command that changed the purse (PUR-6).
  public mutating func lastAnswer(into bytes: inout PurseAnswer) { bytes = state.last.answer }
}
