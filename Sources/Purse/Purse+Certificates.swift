import Wire

extension Purse {
  /// The key of another purse, after its certificate was checked (PUR-25). `ignoringEnd` is for
  /// decisions on payments already made: an expired payee can still refuse.
  mutating func key(
    of serial: Serial, certificate message: RawSpan, now: LedgerTime, ignoringEnd: Bool
  ) throws(PurseError) -> PublicKey {
    let print = crypto.hash(message, RawSpan())
    if !verified.holds(print) { try verify(certificate: message, serial, print) }
    guard let content = verified.content else { throw .badCertificate }
    guard content.serial == serial else { throw .notForThisPurse }
    if !ignoringEnd {
      guard now <= content.notAfter, now <= verified.issuerEnd else { throw .certificateExpired }
      guard hasBegun(content, now) else { throw .certificateNotYetValid }
      guard !isOutdated(content.appletVersion, now) else { throw .outdated }
    }
    return content.key
  }

  /// Only a clock that is ahead of all that the purse has seen can tell that a certificate has not begun:
  /// the purse's own time lags behind, and a clock that lags, too, is wrong (PUR-25).
  private mutating func hasBegun(_ certificate: Certificate, _ now: LedgerTime) -> Bool {
    now <= state.latestTime || certificate.notBefore <= now.adding(days: 1)
  }

  /// Checks a certificate that is not the one checked last, and keeps it as that.
  private mutating func verify(
    certificate message: RawSpan, _ serial: Serial, _ print: Word32
  ) throws(PurseError) {
    let other: Signed<Certificate> = try parse(message)
    let content = other.content
    guard content.serial == serial else { throw .notForThisPurse }
    guard content.currency == certificate.currency else { throw .wrongCurrency }
    guard content.reporting == certificate.reporting else { throw .reportingClassesDiffer }
    try checkSuite(of: content.key)
    guard let issuer = issuer(content.issuer) else { throw .unknownIssuer }
    guard content.key.suite != .es256MLDSA65 || issuer.key.suite == .es256MLDSA65 else {
      throw .badCertificate
    }
    guard verifies(other, other.digest(hash: crypto), by: issuer.key) else {
      throw .badCertificate
    }
    verified.keep(content, print, issuerEnd: issuer.notAfter)
  }

  /// Whether this purse would trust another one's certificate: what a phone asks before its holder
  /// pays a request or a sticker. Changes nothing.
  public mutating func check(certificate message: RawSpan) throws(PurseError) {
    let other: Signed<Certificate> = try parse(message)
    try checkActiveOrSuspended()
    _ = try key(
      of: other.content.serial, certificate: message, now: latest(nil), ignoringEnd: false)
  }

  private mutating func issuer(_ id: AuthorityID) -> KnownAuthority? {
    guard let row = issuerRow(id) else { return nil }
    return state.authorities.peek(row)
  }

  mutating func issuerRow(_ id: AuthorityID) -> Int? {
    for i in 0..<state.authorities.count
    where state.authorities.peek(i).role == .issuer && state.authorities.peek(i).id == id {
      return i
    }
    return nil
  }
}

/// The certificate that was verified last. Who pays the same shop again, or takes back the decision of
/// the one just paid, spares the card a verification; gone when power goes.
struct VerifiedCertificate: Sendable {
  /// Hash of all its bytes, signature included.
  private var print = Word32.zero
  private(set) var content: Certificate?
  private(set) var issuerEnd = LedgerTime.unknown

  /// Whether the bytes of this hash are the ones verified.
  func holds(_ other: Word32) -> Bool { content != nil && print == other }

  mutating func keep(_ content: Certificate, _ print: Word32, issuerEnd: LedgerTime) {
    self.content = content
    self.print = print
    self.issuerEnd = issuerEnd
  }

  mutating func forget() { self = VerifiedCertificate() }
}
