import Wire

extension Purse {
  /// The key of another purse, after its certificate was checked (PUR-25). `ignoringEnd` is for
  /// decisions on payments already made: an expired payee can still refuse.
  mutating func key(
    of serial: Serial, certificate message: RawSpan, now: LedgerTime, ignoringEnd: Bool
  ) throws(PurseError) -> PublicKey {
    if !verified.holds(message) { try verify(certificate: message, serial) }
    guard let content = verified.content else { throw .badCertificate }
    guard content.serial == serial else { throw .notForThisPurse }
    if !ignoringEnd {
      guard now <= content.notAfter, now <= verified.issuerEnd else { throw .certificateExpired }
    }
    return content.key
  }

  /// Checks a certificate that is not the one checked last, and keeps it as that.
  private mutating func verify(
    certificate message: RawSpan, _ serial: Serial
  ) throws(PurseError) {
    let other: Signed<Certificate> = try parse(message)
    let content = other.content
    guard content.serial == serial else { throw .notForThisPurse }
    guard content.currency == certificate.currency else { throw .wrongCurrency }
    guard content.reporting == certificate.reporting else { throw .reportingClassesDiffer }
    guard let issuer = issuer(content.issuer) else { throw .unknownIssuer }
    guard verifies(other.signature, over: other.digest(hash: crypto), by: issuer.key) else {
      throw .badCertificate
    }
    verified.keep(content, message, issuerEnd: issuer.notAfter)
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

/// The certificate that was verified last. Who pays the same shop again, or takes back the decision of
/// the one just paid, spares the card a verification; gone when power goes.
struct VerifiedCertificate: Sendable {
  private var message = Bytes<256>()
  private(set) var content: Certificate?
  private(set) var issuerEnd = LedgerTime.unknown

  /// Whether these bytes, all of them, are the ones verified.
  mutating func holds(_ other: RawSpan) -> Bool {
    let count = message.count
    guard count > 0, other.byteCount == count else { return false }
    let own = message.span
    var i = 0
    while i + 8 <= count {
      let word: UInt64 = own.unsafeLoadUnaligned(fromByteOffset: i, as: UInt64.self)
      if word != other.unsafeLoadUnaligned(fromByteOffset: i, as: UInt64.self) { return false }
      i += 8
    }
    while i < count {
      let byte: UInt8 = own.unsafeLoad(fromByteOffset: i, as: UInt8.self)
      if byte != other.unsafeLoad(fromByteOffset: i, as: UInt8.self) { return false }
      i += 1
    }
    return true
  }

  mutating func keep(_ content: Certificate, _ bytes: RawSpan, issuerEnd: LedgerTime) {
    guard bytes.byteCount <= 256 else {
      self = VerifiedCertificate()
      self.content = content
      self.issuerEnd = issuerEnd
      return
    }
    message.removeAll()
    message.append(bytes)
    self.content = content
    self.issuerEnd = issuerEnd
  }

  mutating func forget() { self = VerifiedCertificate() }
}
