import Wire

extension Purse {
  /// Takes one part of a block list, from anyone who carries it (FLD-2). The part in force may come again,
  /// and one that this purse has no room for changes nothing.
  public mutating func take(blockList message: RawSpan) throws(PurseError) {
    try checkMaySync()
    let list: Signed<BlockList> = try parse(message)
    let content = list.content
    guard content.currency == certificate.currency else { throw .wrongCurrency }
    guard Int(content.part) < listParts else { return }
    let held = number(ofPart: content.part)
    if content.number == held { return }
    guard content.number > held, isOfLedger(list, time: content.time) else {
      throw .blockListRefused
    }
    // Everything is checked; one durable change follows.
    if content.part == 0 { state.blockList = content.number }
    state.latestTime = max(state.latestTime, content.time)
    var record = RecordBytes()
    record.append(littleEndian: ListPart(content).word)
    record.append(message)
    try rewrite(news: ListPart(content), record.span)
  }

  /// One part of the list as it travels, for whoever has an older one; empty when it is not here.
  public mutating func readBlockList(part: UInt16, into message: inout Bytes<512>) {
    message.removeAll()
    guard let record = listRecord(of: part) else { return }
    var payload = RecordBytes()
    log.readPayload(record, into: &payload)
    message.append(payload.span.extracting(droppingFirst: ListPart.size))
  }

  /// Neither a purse that is listed nor this one, if it is listed itself, pays or is paid (FLD-4).
  mutating func checkNotListed(_ other: Serial? = nil) throws(PurseError) {
    guard state.blockList > 0 else { return }
    let own = certificate.serial
    if isListed(own) { throw .listed }
    if let other, isListed(other) { throw .listed }
  }

  /// The number of the list of which this purse has every part that it has room for: what the ledger
  /// is told. Part 0 may have come from a peer before the others (FLD-3).
  mutating func completeListNumber() -> UInt32 {
    guard let first = listRecord(of: 0) else { return 0 }
    let head = listPart(first)
    var number = head.number
    for part in 0..<min(head.parts, UInt16(listParts)) {
      number = min(number, self.number(ofPart: part))
    }
    return number
  }

  /// How many parts of a list this purse keeps: a card the newest only, a larger device all that there
  /// will be (FLD-3).
  var listParts: Int { PurseLimits.listParts(bank: log.storage.bankSize) }

  private mutating func isListed(_ serial: Serial) -> Bool {
    var offset = Log<Storage>.bankHeader
    while let record = log.record(at: offset), record.kind.isKept {
      offset = record.end
      if record.kind == .listPart, holds(record, serial) { return true }
    }
    return false
  }

  @inline(never)
  private mutating func holds(_ record: Record, _ serial: Serial) -> Bool {
    var payload = RecordBytes()
    log.readPayload(record, into: &payload)
    let message = payload.span.extracting(droppingFirst: ListPart.size)
    guard let list = try? Signed<BlockList>(message) else {
      preconditionFailure("block list damaged")
    }
    return list.content.contains(serial)
  }

  private mutating func number(ofPart part: UInt16) -> UInt32 {
    guard let record = listRecord(of: part) else { return 0 }
    return listPart(record).number
  }

  private mutating func listRecord(of part: UInt16) -> Record? {
    var offset = Log<Storage>.bankHeader
    while let record = log.record(at: offset), record.kind.isKept {
      offset = record.end
      if record.kind == .listPart, listPart(record).part == part { return record }
    }
    return nil
  }

  func listPart(_ record: Record) -> ListPart {
    var bytes = Bytes<8>()
    log.readPayload(record, into: &bytes)
    return ListPart(word: bytes.littleEndian(at: 0))
  }

  /// Signed by the ledger, and made while its key was valid: a time beyond that would end every
  /// certificate that this purse ever meets.
  mutating func isOfLedger<Content: MessageContent>(
    _ message: Signed<Content>, time: LedgerTime
  ) -> Bool {
    for i in 0..<state.authorities.count where state.authorities.peek(i).role == .ledger {
      let ledger = state.authorities.peek(i)
      return time <= ledger.notAfter
        && verifies(message, message.digest(hash: crypto), by: ledger.key)
    }
    return false
  }
}

/// What stands before a part of a list in its record: enough to find and replace it.
struct ListPart {
  var part: UInt16
  var parts: UInt16
  var number: UInt32

  static let size = 8

  init(_ list: BlockList) {
    part = list.part
    parts = list.parts
    number = list.number
  }

  init(word: UInt64) {
    part = UInt16(truncatingIfNeeded: word)
    parts = UInt16(truncatingIfNeeded: word >> 16)
    number = UInt32(truncatingIfNeeded: word >> 32)
  }

  var word: UInt64 { UInt64(part) | UInt64(parts) << 16 | UInt64(number) << 32 }

  /// Whether this part takes another one's place: it is the same part, or the list has become shorter.
  func replaces(_ old: ListPart) -> Bool { old.part == part || old.part >= parts }
}
