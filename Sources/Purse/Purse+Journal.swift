import Wire

/// A record's payload: fingerprint, length of the entry, entry, and what the command's answer and
/// replay need besides.
typealias RecordBytes = Bytes<1152>

extension Purse {
  /// Begins a record for a journal entry and returns the head after it.
  func begin(_ entry: JournalEntry, fingerprint: UInt64, _ record: inout RecordBytes) -> Head {
    var bytes = Bytes<1024>()
    entry.encode(into: &bytes)
    record.append(littleEndian: fingerprint)
    record.append(UInt8(truncatingIfNeeded: bytes.count))
    record.append(UInt8(truncatingIfNeeded: bytes.count >> 8))
    record.append(bytes.span)
    return state.head.extended(by: bytes.span, hash: crypto)
  }

  /// The one durable change of a command. When this returns, the command has happened; when it
  /// throws, the purse is halted and is before or after it.
  mutating func append(
    _ kind: RecordKind, sequence: SequenceNumber, sealed: borrowing RawSpan,
    _ record: borrowing RawSpan
  ) throws(PurseError) {
    let sealedSize = sealed.isEmpty ? 0 : Record.size(payload: sealed.byteCount)
    let size = Record.size(payload: record.byteCount) + sealedSize
    if !log.hasRoom(size) { try rewrite(state) }
    do {
      if !sealed.isEmpty { _ = try log.append(.sealed, sequence: sequence, sealed) }
      _ = try log.append(kind, hasSealed: !sealed.isEmpty, sequence: sequence, record)
    } catch {
      isHalted = true
      throw .storage
    }
    if sequence != .none { live += size }
  }

  /// Leaves the bank: writes `new` and the live entries into the other one, with one more entry if
  /// given, and makes it the bank in use. Atomic: until the last write the old bank counts.
  mutating func rewrite(
    _ new: PurseState, granted: SequenceNumber = .none, _ record: RecordBytes = RecordBytes()
  ) throws(PurseError) {
    let source = log.source
    do {
      try log.beginBank()
      try new.encodePieces { (piece) throws(StorageError) in
        _ = try log.append(.state, piece.span)
      }
      live = 0
      if source.generation > 0 { try carry(from: source, for: new) }
      if granted != .none {
        live += try log.append(.granted, carried: true, sequence: granted, record.span).size
      }
      try log.commit()
    } catch {
      isHalted = true
      throw .storage
    }
    state = new
  }

  /// Copies what is still needed of a bank.
  private mutating func carry(
    from source: LogSource, for new: PurseState
  ) throws(StorageError) {
    var offset = Log<Storage>.bankHeader
    var sealed: Record?
    var payload = Bytes<2160>()
    while let record = log.record(at: offset, in: source) {
      offset = record.end
      if record.kind == .sealed {
        sealed = record
        continue
      }
      defer { sealed = nil }
      guard new.isLive(record) else { continue }
      if record.hasSealed, let sealed {
        log.readPayload(sealed, in: source, into: &payload)
        live += try log.append(.sealed, sequence: record.sequence, payload.span).size
      }
      log.readPayload(record, in: source, into: &payload)
      live += try log.append(
        record.kind, carried: true, hasSealed: record.hasSealed, sequence: record.sequence,
        payload.span
      ).size
    }
  }

  /// Bytes that new business may still use.
  var room: Int {
    var inDoubt = 0
    for i in 0..<state.doubts.count where state.doubts[i].refund == nil { inDoubt += 1 }
    let reserved = state.openRequests.count * PurseLimits.decisionRoom
      + inDoubt * PurseLimits.doubtRoom + PurseLimits.grantRoom
    let free = log.storage.bankSize - Log<Storage>.bankHeader - PurseLimits.snapshotRoom
    return free - reserved - live
  }

  /// Makes sure of room for new business. A ring drops its oldest entries for it (JRN-6).
  mutating func checkRoom(_ size: Int) throws(PurseError) {
    if room >= size { return }
    // An outstanding sync request names the entries it reports: they must stay until its grant.
    guard policy.ring, state.syncRequest == nil else { throw .syncFirst }
    try dropOldest(until: max(size, log.storage.bankSize / 3))
    guard room >= size else { throw .syncFirst }
  }

  /// Drops the oldest unsynced entries until there is room, keeping those that must not go.
  private mutating func dropOldest(until wanted: Int) throws(PurseError) {
    var new = state
    var dropped = new.dropped ?? DroppedPrefix(
      through: state.covered, head: state.coveredHead, sent: .zero, received: .zero)
    var gained = 0
    var offset = Log<Storage>.bankHeader
    var sealedSize = 0
    while room + gained < wanted, let record = log.record(at: offset) {
      offset = record.end
      if record.kind == .sealed {
        sealedSize = record.size
        continue
      }
      defer { sealedSize = 0 }
      guard record.sequence > dropped.through else { continue }
      let entry = readEntry(record)
      var bytes = Bytes<1024>()
      entry.encode(into: &bytes)
      dropped.through = record.sequence
      dropped.head = dropped.head.extended(by: bytes.span, hash: crypto)
      if case .paid(_, let amount) = entry { dropped.sent = dropped.sent + amount }
      if case .received(_, let amount, _) = entry { dropped.received = dropped.received + amount }
      new.dropped = dropped
      if !new.isLive(record) {
        gained += record.size + (record.hasSealed ? sealedSize : 0)
      }
    }
    if gained > 0 { try rewrite(new) }
  }

  /// The journal entry inside a record.
  func readEntry(_ record: Record) -> JournalEntry {
    var payload = RecordBytes()
    log.readPayload(record, into: &payload)
    guard let entry = try? JournalEntry(RecordParts(payload).entry(payload)) else {
      preconditionFailure("journal damaged")
    }
    return entry
  }
}

/// Where the parts of a record's payload lie.
struct RecordParts {
  var fingerprint: UInt64
  var entryLength: Int
  var rest: Int { 10 + entryLength }

  init<let n: Int>(_ payload: Bytes<n>) {
    precondition(payload.count >= 10, "record cut short")
    let span = payload.span
    fingerprint = UInt64(
      littleEndian: span.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self))
    entryLength = Int(span.unsafeLoad(fromByteOffset: 8, as: UInt8.self))
      | Int(span.unsafeLoad(fromByteOffset: 9, as: UInt8.self)) << 8
    precondition(payload.count >= 10 + entryLength, "record cut short")
  }

  @_lifetime(borrow payload)
  func entry<let n: Int>(_ payload: borrowing Bytes<n>) -> RawSpan {
    payload.span.extracting(10..<(10 + entryLength))
  }
}

extension PurseState {
  /// Whether a record holds an entry that the ledger has not booked and that must not be lost.
  func isLive(_ record: Record) -> Bool {
    guard record.sequence > covered else { return false }
    guard let dropped, record.sequence <= dropped.through else { return true }
    switch record.kind {
    case .refused, .refunded, .granted, .unloaded: return true
    case .paid:
      for i in 0..<doubts.count where doubts[i].sequence == record.sequence { return true }
      return false
    default: return false
    }
  }
}
