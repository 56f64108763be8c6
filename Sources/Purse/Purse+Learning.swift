import Wire

extension Purse {
  /// Learns what the root says of keys, from anyone: an issuer's or the ledger's (PUR-11), or its own
  /// successor (KEY-22).
  public mutating func learn(authority message: RawSpan) throws(PurseError) {
    try checkMaySync()
    if Self.isSuccession(message) { return try succeed(message) }
    let authority: Signed<Authority> = try parse(message)
    let content = authority.content
    guard content.currency == certificate.currency else { throw .wrongCurrency }
    try checkAuthority(authority, role: content.role, root: state.rootKey)
    if content.role == .ledger { try checkOwn(content.key) }
    guard latest(nil) <= content.notAfter else { throw .certificateExpired }
    guard takesIn(content) else { return }
    verified.forget()
    try rewrite()
  }

  /// No root or ledger of a weaker suite stands above a purse of suite 3 (SUI-25).
  private mutating func checkOwn(_ key: PublicKey) throws(PurseError) {
    guard suite != .es256MLDSA65 || key.suite == .es256MLDSA65 else { throw .badCertificate }
  }

  /// Enters an authority, if it is a new one. The first two rows are the purse's own issuer and ledger.
  private mutating func takesIn(_ new: Authority) -> Bool {
    if new.role == .ledger { return replacesLedger(new) }
    for i in 0..<state.authorities.count {
      let known = state.authorities.peek(i)
      guard known.role == .issuer, known.id == new.id else { continue }
      guard known.key == new.key, known.notAfter < new.notAfter else { return false }
      state.authorities[i].notAfter = new.notAfter
      return true
    }
    if state.authorities.isFull { state.authorities.remove(at: 2) }
    state.authorities.append(KnownAuthority(new))
    return true
  }

  /// There is one ledger, the one whose certificate ends last (KEY-21).
  private mutating func replacesLedger(_ new: Authority) -> Bool {
    for i in 0..<state.authorities.count where state.authorities.peek(i).role == .ledger {
      guard state.authorities.peek(i).notAfter < new.notAfter else { return false }
      state.authorities[i] = KnownAuthority(new)
      return true
    }
    return false
  }

  private static func isSuccession(_ message: RawSpan) -> Bool {
    do throws(WireError) {
      let envelope = try Envelope(message)
      return try Envelope.type(ofPayload: envelope.payload) == .succession
    } catch { return false }
  }

  /// Takes the next root, on the word of the one it knows (KEY-22). An earlier one changes nothing.
  private mutating func succeed(_ message: RawSpan) throws(PurseError) {
    let succession: Signed<Succession> = try parse(message)
    let content = succession.content
    guard content.currency == certificate.currency else { throw .wrongCurrency }
    guard content.number > state.rootNumber else { return }
    try checkSuite(of: content.key)
    try checkOwn(content.key)
    // Made under a later root than the first, a purse does not know that one's number; its signature tells.
    guard state.rootNumber == 0 || content.number == state.rootNumber + 1,
      content.key != state.rootKey,
      verifies(succession, succession.digest(hash: crypto), by: state.rootKey)
    else { throw .badCertificate }
    // Everything is checked; one durable change follows.
    state.rootKey = content.key
    state.rootNumber = content.number
    // Its own issuer and ledger stay; of others the new root has to speak itself.
    while state.authorities.count > 2 { state.authorities.remove(at: 2) }
    verified.forget()
    try rewrite()
  }

  /// Makes an issuer the purse's own: its certificate was renewed by it (KEY-20).
  mutating func adopt(issuer row: Int) {
    guard row > 0 else { return }
    let new = state.authorities.peek(row)
    state.authorities[row] = state.authorities.peek(0)
    state.authorities[0] = new
  }
}
