import Wire

extension Ledger {
  /// Puts purses on the block list, the last one named first, with every serial that they were ever granted
  /// (PRV-14). What is on it or has ended already changes
  /// nothing; else a new list is made, without what has ended meanwhile (FLD-1).
  public mutating func list(_ serials: [Serial], time: LedgerTime) {
    var entries = rules.blockList.entries
    for serial in serials.flatMap({ book.serials(ofPurseWith: $0) }) {
      guard let purse = book.purses[serial], purse.certificate.notAfter >= time,
        !entries.contains(where: { $0.serial == serial })
      else { continue }
      entries.insert(
        BlockListInForce.Entry(serial: serial, end: purse.certificate.notAfter), at: 0)
    }
    guard entries != rules.blockList.entries else { return }
    sign(entries.filter { $0.end >= time }, time: time)
  }

  /// Takes purses off the list: they were found again.
  public mutating func unlist(_ serials: [Serial], time: LedgerTime) {
    let entries = rules.blockList.entries.filter { !serials.contains($0.serial) }
    guard entries != rules.blockList.entries else { return }
    sign(entries.filter { $0.end >= time }, time: time)
  }

  /// A serial that a purse in order is given: a ledger that was set back gives the same one again, and may have
  /// forgotten it when the purse was found (PRV-14).
  mutating func takeOffList(_ serial: Serial, of purse: Serial, time: LedgerTime) {
    guard rules.blockList.contains(serial), book.holder(of: purse)?.isListed != true else { return }
    unlist([serial], time: time)
  }

  /// Makes the list anew, with a higher number, even if nothing has changed: so that its time is seen.
  public mutating func renewBlockList(time: LedgerTime) {
    sign(rules.blockList.entries.filter { $0.end >= time }, time: time)
  }

  /// Signs the list that a home has kept, as it was.
  public mutating func restoreBlockList(
    number: UInt32, time: LedgerTime, entries: [BlockListInForce.Entry]
  ) {
    rules.blockList.number = number
    rules.blockList.time = time
    rules.blockList.entries = entries
    rules.blockList.parts = number == 0 ? [] : signedParts()
  }

  /// Purses that belong on the list and are not: convicted, claimed, or closed for good. For whoever opens a
  /// ledger whose list was kept apart from its books.
  public func unlisted(in book: Book, time: LedgerTime) -> [Serial] {
    book.purses.all.map(\.row)
      .filter { row in
        (book.holder(of: row.certificate.serial) ?? row).isListed
          && row.certificate.notAfter >= time
      }
      .map(\.certificate.serial)
      .filter { !rules.blockList.contains($0) }
      .sorted()
  }

  /// Serials on the list of purses that were found again. For whoever opens a ledger whose list was kept apart from its
  /// books, and may have missed that.
  public func listedThoughFound() -> [Serial] {
    rules.blockList.entries.map(\.serial).filter { serial in
      guard let holder = book.holder(of: serial) else { return false }
      return holder.claim?.standing == .withdrawn && !holder.isListed
    }
  }

  /// What a purse is given beside a grant: the list, if it has an older one or none; a terminal, which meets
  /// many, also every policy in force (FLD-6).
  func news(for request: SyncRequest, _ purse: PurseRow, time: LedgerTime) -> [[UInt8]] {
    var documents: [[UInt8]] = []
    if request.blockListNumber < rules.blockList.number { documents += rules.blockList.parts }
    if purse.certificate.kind == .terminal {
      for id in Set(rules.policies.keys).union(rules.interims.keys).sorted() {
        if id != purse.certificate.policyID, let policy = policyMessage(id, at: time) {
          documents.append(policy)
        }
      }
    }
    return documents
  }

  private mutating func sign(_ entries: [BlockListInForce.Entry], time: LedgerTime) {
    // The minute, so that a ledger set back to a copy of yesterday makes no number twice.
    let minutes = UInt32(truncatingIfNeeded: time.seconds / 60)
    rules.blockList.number = max(rules.blockList.number &+ 1, minutes)
    rules.blockList.time = max(time, rules.blockList.time)
    let most = BlockListInForce.largestParts * WireLimits.serialsPerListPart
    rules.blockList.entries = Array(entries.prefix(most))
    rules.blockList.parts = signedParts()
  }

  private mutating func signedParts() -> [[UInt8]] {
    let list = rules.blockList
    let size = WireLimits.serialsPerListPart
    let count = max(1, (list.entries.count + size - 1) / size)
    var parts: [[UInt8]] = []
    for part in 0..<count {
      var content = BlockList(
        number: list.number, part: UInt16(part), parts: UInt16(count), time: list.time,
        currency: rules.currency)
      for entry in list.entries.dropFirst(part * size).prefix(size) {
        content.serials.append(entry.serial)
      }
      let signature = crypto.signAsLedger(content.digest(hash: crypto))
      parts.append([UInt8](Signed(content: content, signature: signature)))
    }
    return parts
  }
}

extension PurseRow {
  /// Belongs on the block list until its certificate ends.
  public var isListed: Bool { isConvicted || isClaimed || state == .terminated }
}
