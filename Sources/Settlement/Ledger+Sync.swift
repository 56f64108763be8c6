import Wire

extension Ledger {
  /// The one online operation (docs/spec/sync.md): books what a purse reports and answers with a
  /// grant. Repeating a request returns the same grant and books nothing.
  public mutating func sync(
    _ packet: Packet, time: LedgerTime
  ) throws(LedgerError) -> SyncOutcome {
    switch try sync(ReadUpload(packet, hash: crypto), time: time) {
    case .answered(let outcome): return outcome
    case .unsigned(let grant): return sign([grant])[0]
    }
  }

  /// The same up to the grant's signature, for batches: many grants are signed together. A purse whose
  /// grant is not signed yet must not sync again before it is.
  public mutating func sync(
    _ read: ReadUpload, time: LedgerTime
  ) throws(LedgerError) -> SyncAnswer {
    let (packet, request, digest) = (read.packet, read.request, read.digest)
    let serial = request.content.serial
    brought = read.seconds
    cashedOut = CashedOut()
    defer { brought = SecondSignatures() }
    guard let purse = book.purses[serial] else { throw .unknownPurse }
    if request.content.restored { return try close(restored: read, purse, time: time) }
    if digest == purse.answered {
      take(documents: packet.documents, time: time)
      return .answered(
        outcome(
          signedAnew(purse.grant), [.repeated],
          news: news(for: request.content, purse, time: time)))
    }
    book.totals.signatureChecks += 1
    guard crypto.holds(request, digest, by: purse.certificate.key, beside: brought) else {
      let key = purse.certificate.key
      let isWhole = key.suite != .es256MLDSA65 || crypto.isForged(request, by: key)
      throw isWhole ? .badSignature : .secondSignatureMissing
    }
    guard request.content.lastGrant >= purse.grantNumber else { throw .staleRequest }
    guard hasEntries(serial) == (request.content.totals == nil) else { throw .garbledUpload }
    let (start, isUnseen) = try startingHead(request.content, packet, purse)
    let upload = try read.upload(from: start, hash: crypto)
    try checkSeconds(upload)
    let forger = forgedPayer(upload)
    // Everything is checked; from here on the sync must succeed.
    let key = UploadKey(
      serial: serial,
      grant: GrantNumber(max(purse.grantNumber, request.content.lastGrant).value + 1))
    book.uploads[key] = upload.kept
    if isUnseen { noteUnseen(request.content, purse) }
    noteCurrent(purse)
    var check = JournalCheck(opening: isUnseen ? nil : purse.declared)
    if let forger { check.blame([forger.certificateMessage]) }
    apply(upload, key: key, check: &check, time: time)
    let previous = isUnseen ? nil : previousUpload(of: purse)
    finish(upload, key: key, check: check, previous: previous, time: time)
    checkSplit(key, time: time)
    take(documents: packet.documents, time: time)
    settleWaiting(time: time)
    return .unsigned(grant(upload, key: key, isUnseen: isUnseen, time: time))
  }

  /// The same grant under the key in force: what a purse lacks it may have asked another ledger key for.
  mutating func signedAnew(_ message: [UInt8]) -> [UInt8] {
    guard !rules.lessons.isEmpty, let key = rules.ledgerKey,
      let grant = try? Signed<SyncGrant>(message.span.bytes), crypto.isForged(grant, by: key)
    else { return message }
    return [UInt8](crypto.signedAsLedger(grant.content))
  }

  func outcome(
    _ grant: [UInt8], _ notices: [SyncNotice], news: [[UInt8]]
  ) -> SyncOutcome {
    var outcome = SyncOutcome(grant: grant, notices: notices, news: news)
    outcome.lessons = rules.lessons + olderLessons(grant)
    guard rules.signsTwice, let signed = try? Signed<SyncGrant>(grant.span.bytes) else {
      return outcome
    }
    var seconds = crypto.seconds(of: signed)
    seconds.form(union: crypto.seconds(ofNews: news))
    seconds.form(union: rules.lessonSeconds)
    outcome.seconds = seconds.items
    return outcome
  }

  /// Issuers that were replaced after the purse's certificate, or the one in its grant, was made: the wallet shows the
  /// first, and the purse learns the second last of all, for it applies that very grant (KEY-23).
  private func olderLessons(_ message: [UInt8]) -> [[UInt8]] {
    guard !rules.olderIssuers.isEmpty,
      let grant = try? Signed<SyncGrant>(message.span.bytes).content
    else { return [] }
    let own = book.purses.look(grant.serial, \.certificate.issuer)
    let granted = grant.certificate?.content.issuer
    return [own == granted ? nil : own, granted]
      .compactMap { $0.flatMap { rules.olderIssuers[$0] } }
      .filter { !rules.lessons.contains($0) }
  }

  /// The upload that ends where the purse's next one begins.
  func previousUpload(of purse: PurseRow) -> UploadKey {
    let serial = purse.certificate.serial
    let isFirst = purse.covered == serial.start
    return UploadKey(
      serial: isFirst ? purse.links.previous ?? serial : serial, grant: purse.grantNumber)
  }

  /// Where the entries begin, and whether the ledger has not seen some before them (SYN-6, SYN-7).
  private func startingHead(
    _ request: SyncRequest, _ packet: Packet, _ purse: PurseRow
  ) throws(LedgerError) -> (Head, isUnseen: Bool) {
    if let checkpoint = request.checkpoint {
      guard checkpoint.through.next == request.first, checkpoint.through > purse.covered else {
        throw .garbledUpload
      }
      return (checkpoint.head, true)
    }
    if request.lastGrant == purse.grantNumber {
      guard request.first == purse.covered.next else { throw .garbledUpload }
      return (purse.head, false)
    }
    // The purse has applied a grant this ledger does not know: the ledger was restored.
    guard request.first > purse.covered,
      let start = packet.start ?? (packet.items.isEmpty ? request.head : nil)
    else { throw .garbledUpload }
    return (start, true)
  }

  /// Nothing in this range can be called missing.
  private mutating func noteUnseen(_ request: SyncRequest, _ purse: PurseRow) {
    if hasForgottenResults(request, purse) { holdReversals(of: purse) }
    // Nobody is blamed for what the ledger has not seen; but where it has lost nothing, or the purse
    // has no ring that could have dropped it, only what is known is paid out.
    let isExpected =
      request.checkpoint == nil ? rules.mayHaveForgotten : policy(of: purse)?.ring ?? true
    if !isExpected || (request.lastGrant > purse.grantNumber && !rules.mayHaveForgotten) {
      suspendUnproved(purse.certificate.serial)
    }
    book.updateHolder(of: purse.certificate.serial) { $0.hasDropped = true }
    book.purses.update(purse.certificate.serial) { row in
      row.hasDropped = true
      let first = row.covered.value + 1
      if request.first.value > first {
        row.addUnseen(first...(request.first.value - 1))
      }
    }
  }

  /// A refund or a reversal may stand where this ledger sees no more: among entries that a grant covered
  /// which it has forgotten, or among the results of more grants than the one that is reported (LED-51).
  private func hasForgottenResults(_ request: SyncRequest, _ purse: PurseRow) -> Bool {
    guard request.lastGrant > purse.grantNumber else { return false }
    // Where this serial has only begun, that grant brought it, and covered entries of the one before.
    let hasBegun = purse.links.previous != nil && purse.covered == request.serial.start
    return hasBegun || request.first > purse.covered.next
      || request.lastGrant > purse.grantNumber.next
  }

  /// Whose signature on a payment in the journal does not hold, if there is one. A payment that the
  /// ledger knows from the other side is not verified again (LED-10).
  mutating func forgedPayer(_ upload: Upload) -> PurseRow? {
    for item in upload.entries {
      guard let digest = item.received, let payment = item.payment,
        book.purses.has(payment.content.payer)
      else { continue }
      if book.vouches(for: payment.content, digest) { continue }
      let key = book.purses.look(payment.content.payer, \.certificate.key)
      guard let key else { continue }
      book.totals.signatureChecks += 1
      // That the second signature of suite 3 is there, and holds, was seen before (SUI-24).
      guard crypto.holds(payment, digest, by: key, beside: brought) else {
        return book.purses[payment.content.payer]
      }
    }
    return nil
  }
}
