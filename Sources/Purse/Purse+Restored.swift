import Wire

/// A purse whose memory was set back to an older copy (docs/spec/claims.md, CLM-50). What it did after
/// that copy it does not know, so whatever it signed now could contradict it: it only syncs, and begins
/// anew under another serial.
extension Purse {
  /// For the host of a purse that finds its memory older than it left it, or has put a backup back. From
  /// then on the purse only syncs, until a grant gives it another serial (PUR-27). Done again, it makes
  /// another key for that serial.
  public mutating func markRestored() throws(PurseError) {
    if isRestored { try checkRunning() } else { try checkActiveOrSuspended() }
    // What was asked before the copy may have been answered since, and so may the key offered then be
    // the purse's, also where the copy was marked before it was made: both begin anew.
    let pair = crypto.generateKey(of: suite)
    state.offeredHandle = pair.handle
    state.offeredKey = pair.publicKey
    state.syncRequest = nil
    state.countersAtRequest = EpochCounters()
    state.lifeCycle = .restored
    try rewrite()
  }

  var isRestored: Bool {
    mutating get { state.lifeCycle == .restored }
  }

  /// A restored purse takes no grant but one that closes its serial, or itself; and no other purse takes
  /// such a grant (CLM-52). An entry under the serial that it leaves could contradict one that it has
  /// made and forgotten.
  mutating func checkRestoring(_ grant: SyncGrant) throws(PurseError) {
    guard isRestored else {
      if grant.restored { throw .grantDoesNotMatch }
      return
    }
    if !grant.restored, grant.state == .terminated { return }
    guard grant.restored, let next = grant.certificate, next.content.key == state.offeredKey,
      next.content.serial != certificate.serial,
      next.content.currency == certificate.currency,
      next.content.reporting == certificate.reporting
    else { throw .grantDoesNotMatch }
    guard isIssued(next) else { throw .badCertificate }
  }
}

extension PurseState {
  /// Nothing goes over to the next serial: the value is the account's, and what was open under this one is
  /// the ledger's to end.
  mutating func leaveBehind() {
    spendable = .zero
    pending = .zero
    openRequests.removeAll()
    doubts.removeAll()
  }
}
