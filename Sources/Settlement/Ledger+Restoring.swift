import Wire

/// A purse that was set back to an older copy of itself says so in its sync request. That is a claim: its
/// serial closes, its value follows the claim's rules, and it goes on empty under another serial (CLM-50
/// to CLM-55).
extension Ledger {
  /// Closes the serial of a restored purse and grants it another one, which begins without value. The
  /// same request again gets the same grant.
  mutating func close(
    restored read: ReadUpload, _ purse: PurseRow, time: LedgerTime
  ) throws(LedgerError) -> SyncAnswer {
    let request = read.request.content
    if let answer = answered(read, purse, time: time) { return .answered(answer) }
    book.totals.signatureChecks += 1
    guard crypto.holds(read.request, read.digest, by: purse.certificate.key, beside: brought)
    else {
      let isForged = crypto.isForged(read.request, by: purse.certificate.key)
      throw isForged ? .badSignature : .secondSignatureMissing
    }
    guard let holder = book.holder(of: request.serial) else { throw .unknownPurse }
    if holder.isClosed { return .unsigned(terminating(read, time: time)) }
    let leaving = try leaving(holder)
    let certificate = try heirCertificate(after: purse, request, time: time)
    let upload = joins(request, purse) ? try read.upload(from: purse.head, hash: crypto) : nil
    if let upload { try checkSeconds(upload) }
    // Everything is checked; from here on the sync must succeed.
    let heir = certificate.content.serial
    registerHeir(certificate, request, of: leaving)
    takeOffList(heir, of: heir, time: time)
    for root in Set([holder.certificate.serial, leaving.certificate.serial]).sorted() {
      noteRestored(root, heir: heir, time: time)
    }
    if let upload, !upload.entries.isEmpty { book(restored: upload, purse, time: time) }
    take(documents: read.packet.documents, time: time)
    settleWaiting(time: time)
    var grant = SyncGrant(
      serial: request.serial, request: read.digest, number: request.lastGrant.next,
      covered: request.last, time: time, state: book.purses[heir]?.state ?? .suspended)
    grant.restored = true
    grant.certificate = certificate
    addPolicy(request, holder, into: &grant, time: time)
    return .unsigned(
      UnsignedGrant(
        content: grant, notices: [.restored], news: news(for: request, purse, time: time),
        declared: .zero))
  }

  /// The answer to a request that was answered before.
  private mutating func answered(
    _ read: ReadUpload, _ purse: PurseRow, time: LedgerTime
  ) -> SyncOutcome? {
    let grants = book.heirs(of: read.request.content.serial)
      .compactMap { book.purses[$0]?.links.grant }
    let grant = grants.first { message in
      (try? Signed<SyncGrant>(message.span.bytes))?.content.request == read.digest
    }
    guard let grant else { return nil }
    take(documents: read.packet.documents, time: time)
    return outcome(
      signedAnew(grant), [.repeated],
      news: news(for: read.request.content, purse, time: time))
  }

  /// A purse that was paid out on a claim is told so, and nothing of its report is booked.
  private mutating func terminating(_ read: ReadUpload, time: LedgerTime) -> UnsignedGrant {
    let request = read.request.content
    let grant = SyncGrant(
      serial: request.serial, request: read.digest, number: request.lastGrant.next,
      covered: request.last, time: time, state: .terminated)
    return UnsignedGrant(
      content: grant, notices: [.suspended], news: [], declared: .zero, isKept: false)
  }

  /// The row that the device had come to: its own, or, if it was restored before, that of the serial
  /// which it was given last. It must be in order.
  private func leaving(_ holder: PurseRow) throws(LedgerError) -> PurseRow {
    let heirs = book.heirs(of: holder.certificate.serial)
    let last = heirs.last.flatMap { book.purses[$0] } ?? holder
    guard !holder.isConvicted, !last.isConvicted else { throw .convicted }
    guard !last.isClosed else { throw .purseClosed }
    guard !last.isClaimed else { throw .alreadyClaimed }
    guard last.state == .active, heirs.count < SerialLinks.largestOffered else {
      throw .purseSuspended
    }
    return last
  }

  private mutating func heirCertificate(
    after purse: PurseRow, _ request: SyncRequest, time: LedgerTime
  ) throws(LedgerError) -> Signed<Certificate> {
    let known = book.serials(ofPurseWith: request.serial) + book.heirs(of: request.serial)
    guard let key = request.nextKey,
      !known.compactMap({ book.purses[$0]?.certificate.key })
        .contains(where: { $0 == key || key.isHalf(of: $0) })
    else { throw .malformed(.outOfRange) }
    var certificate = purse.certificate
    certificate.issuer = rules.replacedIssuers[certificate.issuer] ?? certificate.issuer
    certificate.serial = freshSerial(after: request.serial, key)
    certificate.key = key
    certificate.appletVersion = request.appletVersion
    certificate.policyNumber = policy(of: purse)?.number ?? certificate.policyNumber
    certificate.notBefore = time.startOfDay
    certificate.notAfter = time.startOfDay.adding(days: rules.certificateDays)
    guard let signed = crypto.signed(certificate, as: certificate.issuer) else {
      throw .issuerKeyMissing
    }
    return signed
  }

  /// Whether what the copy reports goes on from what is booked. Else nothing is lost by leaving it out:
  /// whoever was on the other side says the same (CLM-53).
  private func joins(_ request: SyncRequest, _ purse: PurseRow) -> Bool {
    request.checkpoint == nil && request.lastGrant == purse.grantNumber
      && request.first == purse.covered.next && adopted(after: purse) == nil
  }

  /// Books what the copy had not reported yet.
  private mutating func book(restored upload: Upload, _ purse: PurseRow, time: LedgerTime) {
    let key = UploadKey(serial: purse.certificate.serial, grant: purse.grantNumber.next)
    let forger = forgedPayer(upload)
    book.uploads[key] = upload.kept
    noteCurrent(purse)
    var check = JournalCheck(opening: purse.declared)
    if let forger { check.blame([forger.certificateMessage]) }
    apply(upload, key: key, check: &check, time: time)
    let previous = previousUpload(of: purse)
    finish(upload, key: key, check: check, previous: previous, time: time)
  }

  /// Another purse of the same account and person, without value, whose journal begins with the grant
  /// that brings it.
  private mutating func registerHeir(
    _ certificate: Signed<Certificate>, _ request: SyncRequest, of leaving: PurseRow
  ) {
    let serial = certificate.content.serial
    let former = leaving.certificate.serial
    var row = PurseRow(certificate: certificate, account: leaving.account)
    row.covered = serial.start
    row.grantNumber = request.lastGrant.next
    row.promised = leaving.promised
    row.siblings = leaving.siblings + [former]
    row.links.since = request.lastGrant.next
    book.purses[serial] = row
    book.updateHolder(of: former) { $0.promised = .zero }
    for sibling in row.siblings { book.updateHolder(of: sibling) { $0.siblings.append(serial) } }
  }

  /// The purse's own word, noted as a claim under the ledger's signature (CLM-51).
  private mutating func noteRestored(_ serial: Serial, heir: Serial, time: LedgerTime) {
    guard let purse = book.purses[serial],
      purse.claim?.content.kind != .restored || !purse.isClaimed
    else { return }
    let claim = Claim(
      issuer: purse.certificate.issuer, serial: serial, account: accountWord(purse.account),
      kind: .restored, number: (purse.claim?.content.number ?? .none).next, time: time,
      replacement: heir)
    let signature = crypto.signAsLedger(claim.digest(hash: crypto))
    book.purses.update(serial) { row in
      row.claim = ClaimRow(
        Signed(content: claim, signature: signature), reported: time, standing: .open,
        wasActive: row.state == .active)
      if row.state == .active { row.state = .suspended }
    }
    list([serial], time: time)
  }

  /// The grant that brings the serial is its first one.
  mutating func noteHeir(_ grant: SyncGrant, message: [UInt8]) {
    guard let serial = grant.certificate?.content.serial else { return }
    book.purses.update(serial) { row in
      row.grant = message
      row.links.grant = message
    }
  }
}

extension Book {
  /// The serials that a purse was given one after the other because it was restored.
  public func heirs(of serial: Serial) -> [Serial] {
    var found: [Serial] = []
    var next = root(of: serial)
    while let claim = purses[next]?.claim, claim.content.kind == .restored,
      let heir = claim.content.replacement, !found.contains(heir)
    {
      found.append(heir)
      next = heir
    }
    return found
  }

  /// The first serial of what a purse is now: its own, or that of the last restoring.
  public func heir(of serial: Serial) -> Serial { heirs(of: serial).last ?? root(of: serial) }

  /// The serial that the device was issued with: what its key shared with the ledger is derived from.
  func origin(of serial: Serial) -> Serial {
    var root = root(of: serial)
    while let message = purses[root]?.links.grant, !message.isEmpty,
      let grant = try? Signed<SyncGrant>(message.span.bytes).content
    {
      root = self.root(of: grant.serial)
    }
    return root
  }
}
