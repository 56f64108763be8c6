import Wire

/// A purse changes its serial and key together, at a sync, so that those it pays can't link what it
/// did before to what it does after (docs/spec/privacy.md).
extension Purse {
  /// The public key for the next serial, where the policy rotates serials (PRV-1). It is made once and
  /// offered until it is used.
  mutating func offerKey() -> PublicKey? {
    guard let wanted = nextSuite, knowsAllDecisions else { return nil }
    if state.offeredHandle.word == .zero || state.offeredKey.suite != wanted {
      let pair = crypto.generateKey(of: wanted)
      state.offeredHandle = pair.handle
      state.offeredKey = pair.publicKey
    }
    return state.offeredKey
  }

  /// What the next key is to sign with: what the policy says, if this purse supports it (SUI-10), else
  /// what the purse signs with now, if its serials rotate; nil where it keeps its key.
  private var nextSuite: Suite? {
    mutating get {
      if let wanted = policy.suite, wanted != suite, crypto.suites.contains(wanted),
        wanted != .es256MLDSA65 || isUnderSuite3
      {
        return wanted
      }
      return policy.rotation == nil ? nil : suite
    }
  }

  /// Whether root, issuer and ledger of this purse can speak for a key of suite 3 (SUI-25).
  private var isUnderSuite3: Bool {
    mutating get {
      guard state.rootKey.suite == .es256MLDSA65, ledgerKey?.suite == .es256MLDSA65,
        let row = issuerRow(certificate.issuer)
      else { return false }
      return state.authorities.peek(row).key.suite == .es256MLDSA65
    }
  }

  /// Whether the ledger has or will have seen every direct payment that this serial decided: a ring may
  /// have dropped one, and from the rotation on only the ledger decides.
  private var knowsAllDecisions: Bool {
    mutating get { !policy.ring || state.decided.isEmpty }
  }

  /// Takes the new serial, if nothing is open under the old one and nothing has happened since the
  /// request was made; else the purse stays as it is and offers its key again (PRV-3, PRV-4).
  mutating func rotate(to new: Signed<Certificate>) {
    guard state.offeredHandle.word != .zero, new.content.key == state.offeredKey,
      state.sequence == state.covered, state.openRequests.isEmpty, state.doubts.isEmpty
    else { return }
    state.certificate = new
    state.keyHandle = state.offeredHandle
    state.offeredHandle = KeyHandle(.zero)
    state.sequence = new.content.serial.start
    state.head = .start
    state.covered = state.sequence
    state.coveredHead = .start
    state.requestNumber = RequestNumber(0)
    state.dropped = nil
    state.decided.removeAll()
    state.backing.removeAll()
  }
}
