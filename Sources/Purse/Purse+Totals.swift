import Wire

extension Purse {
  /// What a purse that reports totals only says instead of its entries (PRV-50); nil for the others.
  mutating func makeTotals() -> SyncTotals? {
    guard reportsTotalsOnly else { return nil }
    var totals = SyncTotals()
    var counted = state.covered
    if let dropped = state.dropped {
      totals.sent = dropped.sent
      totals.received = dropped.received
      counted = dropped.through
    }
    var offset = Log<Storage>.bankHeader
    while let record = log.record(at: offset) {
      offset = record.end
      guard record.kind != .sealed, record.sequence > state.covered else { continue }
      var payload = GrantRecordBytes()
      log.readPayload(record, into: &payload)
      let bytes = payload.span.extracting(RecordParts(payload).entry)
      guard let entry = try? JournalEntry(bytes) else { preconditionFailure("journal damaged") }
      totals.add(entry, isCounted: record.sequence <= counted)
    }
    return totals
  }

  /// The class never changes (PUR-24), whatever a policy says.
  var reportsTotalsOnly: Bool {
    mutating get { certificate.reporting == .totalsOnly }
  }
}

extension SyncTotals {
  /// Adds an entry. Of one that a ring has dropped, the sums of what it sent or took are there already.
  fileprivate mutating func add(_ entry: JournalEntry, isCounted: Bool) {
    switch entry {
    case .paid(_, let amount): if !isCounted { sent = sent + amount }
    case .received(_, let amount, _): if !isCounted { received = received + amount }
    case .refunded(_, let amount, _, _): refunded = refunded + amount
    case .unloaded(let amount): unloaded = unloaded + amount
    case .granted(let results):
      loaded = loaded + results.load
      swept = swept + results.swept
    case .refusedPayment, .refusedRequest, .confirmed: break
    }
  }
}
