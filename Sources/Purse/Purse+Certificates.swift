import Wire

extension Purse {
  /// The key of another purse, after its certificate was checked (PUR-25). `ignoringEnd` is for
  /// decisions on payments already made: an expired payee can still refuse.
  mutating func key(
    of serial: Serial, certificate message: RawSpan, now: LedgerTime, ignoringEnd: Bool
  ) throws(PurseError) -> PublicKey {
    let other: Signed<Certificate> = try parse(message)
    let content = other.content
    guard content.serial == serial else { throw .notForThisPurse }
    guard content.currency == certificate.currency else { throw .wrongCurrency }
    guard content.reporting == certificate.reporting else { throw .reportingClassesDiffer }
    guard let issuer = issuer(content.issuer) else { throw .unknownIssuer }
    guard crypto.verify(other.signature, over: other.digest(hash: crypto), by: issuer.key) else {
      throw .badCertificate
    }
    if !ignoringEnd {
      guard now <= content.notAfter, now <= issuer.notAfter else { throw .certificateExpired }
    }
    return content.key
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
    for i in 0..<state.authorities.count
    where state.authorities.peek(i).role == .issuer && state.authorities.peek(i).id == id {
      return state.authorities.peek(i)
    }
    return nil
  }
}
