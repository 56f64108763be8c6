import Wire

extension Ledger {
  /// Whether a purse is known and reports entries. Of one that reports totals only no single payment is booked,
  /// whoever brings it (PRV-51).
  func hasEntries(_ serial: Serial) -> Bool {
    book.purses.look(serial) { $0.certificate.reporting == .full } ?? false
  }

  /// Books the sums of a purse that reports totals only (PRV-53). The two sides of a payment come at different
  /// times: what is between them stands in one account for the whole class.
  mutating func book(
    _ totals: SyncTotals, of request: SyncRequest, _ check: inout JournalCheck, time: LedgerTime
  ) {
    let serial = request.serial
    check.add(totals)
    var whole = check
    whole.close(request)
    if check.isContiguous, !isLast(totals, of: request) { suspendUnproved(serial) }
    if whole.isImpossible {
      // What it gave may be in honest hands; what it says it got counts for nothing.
      move(totals.sent, from: .shadow(serial), to: .transit, .totals, time: time)
      move(totals.unloaded, from: .shadow(serial), to: .loss, .unload, time: time)
      return
    }
    move(totals.received, from: .transit, to: .shadow(serial), .totals, time: time)
    move(totals.refunded, from: .transit, to: .shadow(serial), .totals, time: time)
    move(totals.sent, from: .shadow(serial), to: .transit, .totals, time: time)
    unload(totals.unloaded, by: serial, time: time)
  }

  /// Whether what the purse says it loaded and had swept is what its last grant moved. Where it is not, the ledger
  /// may have been restored: no third party could tell, so it is no proof (LED-44).
  private func isLast(_ totals: SyncTotals, of request: SyncRequest) -> Bool {
    guard let purse = book.purses[request.serial],
      let grant = try? Signed<SyncGrant>(purse.grant.span.bytes).content
    else { return totals.loaded.isZero && totals.swept.isZero }
    guard grant.number == request.lastGrant else { return false }
    return grant.load == totals.loaded && grant.swept == totals.swept
  }
}
