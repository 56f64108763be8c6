import Wire

/// A record's payload: fingerprint, length of the entry, entry, and what the command's answer and
/// replay need besides.
typealias RecordBytes = Bytes<512>
/// The same for the entry of a grant, which has no answer and a longer entry.
typealias GrantRecordBytes = Bytes<1152>

extension Purse {
  /// Begins a record for a journal entry and returns the head after it.
  mutating func begin(_ entry: JournalEntry, fingerprint: UInt64, _ record: inout RecordBytes)
    -> Head
  {
    var bytes = Bytes<128>()
    entry.encode(into: &bytes)
    return begin(bytes.span, fingerprint: fingerprint, &record)
  }

  /// The same for the longer entry of a grant.
  mutating func begin(
    _ results: GrantResults, fingerprint: UInt64, _ record: inout GrantRecordBytes
  ) -> Head {
    var bytes = Bytes<1024>()
    JournalEntry.granted(results).encode(into: &bytes)
    return begin(bytes.span, fingerprint: fingerprint, &record)
  }

  private mutating func begin<let n: Int>(
    _ entry: borrowing RawSpan, fingerprint: UInt64, _ record: inout Bytes<n>
  ) -> Head {
    record.append(littleEndian: fingerprint)
    record.append(UInt8(truncatingIfNeeded: entry.byteCount))
    record.append(UInt8(truncatingIfNeeded: entry.byteCount >> 8))
    record.append(entry)
    return state.head.extended(by: entry, hash: crypto)
  }

  /// The one durable change of a command. When this returns, the command has happened; when it
  /// throws, the purse is halted and is before or after it.
  mutating func append(
    _ kind: RecordKind, sequence: SequenceNumber, sealed: borrowing RawSpan,
    _ record: borrowing RawSpan
  ) throws(PurseError) {
    let sealedSize = sealed.isEmpty ? 0 : Record.size(payload: sealed.byteCount)
    let size = Record.size(payload: record.byteCount) + sealedSize
    if !log.hasRoom(size) { try rewrite() }
    do {
      if !sealed.isEmpty { _ = try log.append(.sealed, sequence: sequence, sealed) }
      _ = try log.append(kind, hasSealed: !sealed.isEmpty, sequence: sequence, record)
    } catch {
      isHalted = true
      throw .storage
    }
    if sequence != .none { live += size }
  }

  /// Leaves the bank: writes the state, changed already, and the live entries into the other one,
  /// with one more entry or part of a block list if given, and makes it the bank in use. Atomic: until the last write the
  /// old bank counts, and after a failure the state is what storage says. There is one state in
  /// memory and never a copy: on a card that is the largest thing there is.
  @inline(never)
  mutating func rewrite(
    granted: SequenceNumber = .none, news: ListPart? = nil,
    _ record: borrowing RawSpan = RawSpan()
  ) throws(PurseError) {
    let source = log.source
    do {
      try log.beginBank()
      try Self.write(&state, to: &log)
      live = 0
      if source.generation > 0 { try carryKept(from: source, news: news) }
      if news != nil { _ = try log.append(.listPart, carried: true, record) }
      // Where the grant's entry follows on what it covers there is nothing to carry; after a rotation
      // the old bank's entries are of another chain (PRV-4).
      let hasDoubts = !state.doubts.isEmpty && reportsTotalsOnly
      if source.generation > 0, granted != state.covered.next || hasDoubts {
        try carry(from: source)
      }
      if granted != .none {
        live += try log.append(.granted, carried: true, sequence: granted, record).size
      }
      try log.commit()
    } catch {
      powerUp()
      isHalted = true
      throw .storage
    }
  }

  private static func write(
    _ state: inout PurseState, to log: inout Log<Storage>
  ) throws(StorageError) {
    try state.encodePieces { (piece) throws(StorageError) in
      _ = try log.append(.state, piece.span)
    }
  }

  /// Copies what is still needed of a bank.
  @inline(never)
  private mutating func carry(from source: LogSource) throws(StorageError) {
    var offset = Log<Storage>.bankHeader
    var sealed: Record?
    while let record = log.record(at: offset, in: source) {
      offset = record.end
      if record.kind == .sealed {
        sealed = record
        continue
      }
      defer { sealed = nil }
      guard state.isLive(record) else { continue }
      if record.hasSealed, let sealed { live += try copy(sealed, of: record, from: source) }
      live += try copy(record, of: record, from: source)
    }
  }

  /// Copies one record into the bank begun; returns its size.
  private mutating func copy(
    _ record: Record, of entry: Record, from source: LogSource
  ) throws(StorageError) -> Int {
    if record.length <= 512 {
      var payload = Bytes<512>()
      return try copy(record, of: entry, from: source, through: &payload)
    }
    var payload = Bytes<2160>()
    return try copy(record, of: entry, from: source, through: &payload)
  }

  @inline(never)
  private mutating func copy<let n: Int>(
    _ record: Record, of entry: Record, from source: LogSource, through payload: inout Bytes<n>
  ) throws(StorageError) -> Int {
    log.readPayload(record, in: source, into: &payload)
    return try log.append(
      record.kind, carried: record.kind != .sealed, hasSealed: record.hasSealed,
      sequence: entry.sequence, payload.span
    ).size
  }

  /// Bytes that new business may still use.
  var room: Int {
    mutating get {
      let reserved =
        state.openRequests.count * PurseLimits.decisionRoom
        + state.doubts.count * PurseLimits.doubtRoom + PurseLimits.grantRoom
      let free =
        log.storage.bankSize - Log<Storage>.bankHeader - PurseLimits.snapshotRoom
        - PurseLimits.policyRoom - listParts * PurseLimits.listPartRoom
      return free - reserved - live
    }
  }

  /// Makes sure of room for new business. A ring drops its oldest entries for it (JRN-6).
  mutating func checkRoom(_ size: Int) throws(PurseError) {
    if room >= size { return }
    // What the outstanding sync request speaks of must stay, to go up with it.
    guard policy.ring, state.syncRequest == nil else { throw .syncFirst }
    try dropOldest(until: max(size, log.storage.bankSize / 3))
    guard room >= size else { throw .syncFirst }
  }

  /// Drops the oldest unsynced entries until there is room, keeping those that must not go.
  private mutating func dropOldest(until wanted: Int) throws(PurseError) {
    let before = state.dropped
    var dropped =
      before
      ?? DroppedPrefix(
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
      var payload = GrantRecordBytes()
      log.readPayload(record, into: &payload)
      let bytes = payload.span.extracting(RecordParts(payload).entry)
      guard let entry = try? JournalEntry(bytes) else { preconditionFailure("journal damaged") }
      dropped.through = record.sequence
      dropped.head = dropped.head.extended(by: bytes, hash: crypto)
      if case .paid(_, let amount) = entry { dropped.sent = dropped.sent + amount }
      if case .received(_, let amount, _) = entry { dropped.received = dropped.received + amount }
      state.dropped = dropped
      if !state.isLive(record) {
        gained += record.size + (record.hasSealed ? sealedSize : 0)
      }
    }
    guard gained > 0 else {
      state.dropped = before
      return
    }
    try rewrite()
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
    entryLength =
      Int(span.unsafeLoad(fromByteOffset: 8, as: UInt8.self))
      | Int(span.unsafeLoad(fromByteOffset: 9, as: UInt8.self)) << 8
    precondition(payload.count >= 10 + entryLength, "record cut short")
  }

  var entry: Range<Int> { 10..<(10 + entryLength) }
}

extension PurseState {
  /// Whether a record holds an entry that the ledger has not booked and that must not be lost.
  mutating func isLive(_ record: Record) -> Bool {
    guard record.sequence > covered else {
      return certificate?.content.reporting == .totalsOnly && isInDoubt(record)
    }
    guard let dropped, record.sequence <= dropped.through else { return true }
    switch record.kind {
    case .refused, .refunded, .granted, .unloaded: return true
    case .paid:
      // A payment may end while its checkpoint is on the way to the ledger: it goes up all the same.
      if syncRequest != nil { return true }
      return isInDoubt(record)
    default: return false
    }
  }

  /// Of a purse that reports totals only a payment stays in doubt when it is covered, and must be there to be
  /// handed on again (PRV-52).
  private mutating func isInDoubt(_ record: Record) -> Bool {
    guard record.kind == .paid else { return false }
    for i in 0..<doubts.count where doubts[i].sequence == record.sequence { return true }
    return false
  }
}
