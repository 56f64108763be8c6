import Wire

/// A purse's next serial (docs/spec/privacy.md). It is offered with a grant, and the purse shows by what
/// it signs whether it has taken it.
extension Ledger {
  /// The certificate of the serial that is to follow, where the policy wants one and the purse has
  /// offered a key (PRV-2). The serial is registered in the same batch, before its certificate leaves.
  mutating func rotate(
    _ purse: PurseRow, _ request: SyncRequest, _ number: GrantNumber, time: LedgerTime
  ) -> Signed<Certificate>? {
    guard let key = request.nextKey, key != purse.certificate.key,
      let policy = policy(of: purse),
      isDue(purse, policy, key.suite, number), mayCertify(key, after: purse.certificate),
      book.current(of: request.serial) == request.serial, !renewsInstead(purse, time: time),
      let serial = nextSerial(after: purse, key)
    else { return nil }
    takeOffList(serial, of: request.serial, time: time)
    var certificate = purse.certificate
    certificate.issuer = rules.replacedIssuers[certificate.issuer] ?? certificate.issuer
    certificate.serial = serial
    certificate.key = key
    certificate.appletVersion = request.appletVersion
    certificate.policyNumber = policy.number
    certificate.notBefore = time.startOfDay
    certificate.notAfter = time.startOfDay.adding(days: rules.certificateDays)
    return crypto.signed(certificate, as: certificate.issuer)
  }

  /// Nothing weaker stands above a key of suite 3 (SUI-25), and half of the purse's own is no next key (SUI-28).
  private func mayCertify(_ key: PublicKey, after certificate: Certificate) -> Bool {
    guard !key.isHalf(of: certificate.key) else { return false }
    let issuer = rules.replacedIssuers[certificate.issuer] ?? certificate.issuer
    return key.suite != .es256MLDSA65
      || (crypto.ledgerSuite == .es256MLDSA65 && crypto.suite(of: issuer) == .es256MLDSA65)
  }

  /// A purse moves to the suite of its policy at once (SUI-11); else a serial lasts as many syncs as the
  /// policy says.
  private func isDue(
    _ purse: PurseRow, _ policy: Policy, _ suite: Suite, _ number: GrantNumber
  ) -> Bool {
    let own = purse.certificate.key.suite
    if suite != own { return suite == policy.suite }
    guard let syncs = policy.rotation else { return false }
    return number.value - purse.links.since.value >= UInt64(max(syncs, 1))
  }

  /// A purse that has not taken the last offer, for something is always open, must not lose its
  /// certificate over it.
  private func renewsInstead(_ purse: PurseRow, time: LedgerTime) -> Bool {
    guard let last = purse.links.offered.last,
      book.purses[last]?.links.since == purse.grantNumber
    else { return false }
    return time.adding(days: rules.renewalDays) > purse.certificate.notAfter
  }

  /// The serial offered for this key before, or a new one that nobody can foresee or link without the
  /// ledger's key.
  private mutating func nextSerial(
    after purse: PurseRow, _ key: PublicKey
  ) -> Serial? {
    let old = purse.certificate.serial
    for serial in purse.links.offered where book.purses[serial]?.certificate.key == key {
      return serial
    }
    guard purse.links.offered.count < SerialLinks.largestOffered else { return nil }
    return freshSerial(after: old, key)
  }

  /// A serial that nobody has; another one for another key, though the ledger be set back meanwhile. With two
  /// keys under one serial a payment could hold for its payee and not for the ledger.
  mutating func freshSerial(after old: Serial, _ key: PublicKey) -> Serial {
    var seed = Array("kontant/serial/2".utf8)
    withUnsafeBytes(of: old.value.bigEndian) { seed += $0 }
    seed += key.x.array + key.y.array
    var word = crypto.hash(seed.span.bytes, RawSpan())
    while true {
      let signature = crypto.signAsLedger(Digest(word))
      let (r, s) = (signature.r.array, signature.s.array)
      word = crypto.hash(r.span.bytes, s.span.bytes)
      let serial = Serial(word.a)
      if serial.start != .none, serial != .bank, book.purses[serial] == nil { return serial }
    }
  }

  /// Registers the serial that a grant brings: its journal begins with the entry of that grant.
  mutating func noteRotation(_ grant: SyncGrant, message: [UInt8], declared: Amount) {
    guard let certificate = grant.certificate, certificate.content.serial != grant.serial,
      let purse = book.purses[grant.serial]
    else { return }
    let serial = certificate.content.serial
    var row = PurseRow(certificate: certificate, account: purse.account)
    row.covered = serial.start
    row.declared = declared
    row.grantNumber = grant.number
    row.grant = message
    row.lastSync = purse.lastSync
    row.links.root = book.root(of: grant.serial)
    row.links.previous = grant.serial
    row.links.grant = message
    row.links.since = grant.number
    book.purses[serial] = row
    if !purse.links.offered.contains(serial) {
      book.purses.update(grant.serial) { $0.links.offered.append(serial) }
    }
  }

  /// A report under a serial shows that its purse signs under it (PRV-12).
  mutating func noteCurrent(_ purse: PurseRow) {
    let serial = purse.certificate.serial
    guard purse.links.previous == book.current(of: serial) else { return }
    book.updateHolder(of: serial) { $0.links.current = serial }
  }
}
