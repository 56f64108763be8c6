import Wire

extension Purse {
  /// At the end of an interim policy the one before it holds again (FLD-20). Nothing is written for it: what
  /// is in storage says the same to whoever opens it at this time.
  mutating func endInterim(_ now: LedgerTime) {
    guard let policy = state.policy?.content, policy.interim, let end = policy.validUntil,
      now >= end
    else { return }
    var offset = Log<Storage>.bankHeader
    while let record = log.record(at: offset), record.kind.isKept {
      offset = record.end
      if record.kind == .regularPolicy { return fallBack(to: record) }
    }
  }

  @inline(never)
  private mutating func fallBack(to record: Record) {
    var payload = RecordBytes()
    log.readPayload(record, into: &payload)
    guard let regular = try? Signed<Policy>(payload.span) else {
      preconditionFailure("policy damaged")
    }
    state.policy = regular
  }

  /// Copies what lies behind the state and is no journal: parts of the block list, but those that
  /// `news` replaces, and the policy that holds again after an interim one.
  @inline(never)
  mutating func carryKept(from source: LogSource, news: ListPart?) throws(StorageError) {
    var policy: Record?
    var offset = Log<Storage>.bankHeader
    while let record = log.record(at: offset, in: source), record.kind.isKept {
      offset = record.end
      switch record.kind {
      case .listPart:
        var payload = RecordBytes()
        log.readPayload(record, in: source, into: &payload)
        if let news, news.replaces(ListPart(word: payload.littleEndian(at: 0))) { continue }
        _ = try log.append(.listPart, carried: true, payload.span)
      case .regularPolicy: policy = record
      default:
        if policy == nil, isPolicy(record, in: source) { policy = record }
      }
    }
    if state.policy?.content.interim == true, let policy { try keepRegular(policy, source) }
  }

  /// The policy of the bank that is left, as its state had it or as it was kept there already.
  private mutating func keepRegular(
    _ record: Record, _ source: LogSource
  ) throws(StorageError) {
    var payload = RecordBytes()
    log.readPayload(record, in: source, into: &payload)
    if record.kind == .state { payload.remove(0..<1) }
    _ = try log.append(.regularPolicy, carried: true, payload.span)
  }

  private func isPolicy(_ record: Record, in source: LogSource) -> Bool {
    var piece = Bytes<8>()
    log.readPayload(record, in: source, into: &piece)
    return piece[0] == StatePiece.policy.rawValue
  }
}
