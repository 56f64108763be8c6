import Wire

extension Ledger {
  /// Makes the grant that answers an upload (SYN-15 to SYN-24).
  mutating func grant(
    _ upload: Upload, key: UploadKey, isUnseen: Bool, time: LedgerTime
  ) -> UnsignedGrant {
    guard let purse = book.holder(of: key.serial) else { preconditionFailure("purse vanished") }
    let request = upload.request.content
    var notices: [SyncNotice] = isUnseen ? [.unseenEntries] : []
    var grant = SyncGrant(
      serial: key.serial, request: upload.digest, number: key.grant, covered: request.last,
      time: time, state: purse.state)
    release(request, purse, into: &grant, time: time)
    settleFound(for: key.serial, time: time)
    let held = request.spendable + request.pending.excess(over: grant.swept)
    let filled = purse.isConvicted || purse.isClosed ? held : fillTransfers(&grant, from: held)
    if grant.more { notices.append(.more) }
    if let wish = request.load {
      if isOutdated(request, purse, time: time) {
        notices.append(.loadRefused(.outdated))
      } else {
        load(wish, upTo: filled, purse, into: &grant, &notices, time: time)
      }
    }
    if !isOutdated(request, purse, time: time) {
      keepPromise(&grant, besides: filled, purse, time: time)
    }
    if request.unblockPIN, purse.unblockApproved {
      grant.unblockPIN = true
      book.updateHolder(of: key.serial) { $0.unblockApproved = false }
    }
    if purse.state == .active {
      renewCertificate(request, into: &grant, time: time)
    } else {
      notices.append(.suspended)
    }
    addPolicy(request, purse, into: &grant, time: time)
    let waiting = waiting(for: key.serial)
    if !waiting.isZero { notices.append(.waiting(waiting)) }
    book.purses.update(key.serial) { row in
      row.grantNumber = key.grant
      row.answered = upload.digest
    }
    return UnsignedGrant(
      content: grant, notices: notices, news: news(for: request, purse, time: time),
      declared: request.spendable + request.pending)
  }

  /// A purse that may not pay any more is loaded nothing (SYN-25).
  private func isOutdated(_ request: SyncRequest, _ purse: PurseRow, time: LedgerTime) -> Bool {
    guard let policy = policy(of: purse, at: time) else { return false }
    return request.appletVersion < policy.floor && time >= policy.floorFrom
  }

  /// Signs grants and keeps them; a new serial begins with the grant that brings it.
  public mutating func sign(_ grants: [UnsignedGrant]) -> [SyncOutcome] {
    zip(grants, crypto.signedAsLedger(grants.map(\.content))).map { grant, signed in
      let message = [UInt8](signed)
      if grant.content.restored {
        noteHeir(grant.content, message: message)
      } else if grant.isKept {
        book.purses.update(grant.serial) { $0.grant = message }
        noteRotation(grant.content, message: message, declared: grant.declared)
      }
      return outcome(message, grant.notices, news: grant.news)
    }
  }

  /// Pending value becomes spendable, or goes to the account where the policy sweeps. Value of
  /// payments that wait stays pending.
  private mutating func release(
    _ request: SyncRequest, _ purse: PurseRow, into grant: inout SyncGrant, time: LedgerTime
  ) {
    let serial = purse.certificate.serial
    guard !purse.isConvicted, !purse.isClosed else { return }
    let free = request.pending.excess(over: waiting(for: serial))
    guard !free.isZero else { return }
    if policy(of: purse)?.sweep == true {
      // As with an unload: of a suspended purse only what the ledger can see.
      let swept = purse.isTrusted ? free : min(free, purse.shadow)
      let isBooked = move(
        swept, from: .shadow(serial), to: .account(purse.account), .sweep, time: time)
      if isBooked { grant.swept = swept }
    } else {
      grant.released = free
    }
  }

  /// Adds what waits for the purse, as far as the grant and the purse's balance can hold it, and
  /// returns that balance.
  private mutating func fillTransfers(_ grant: inout SyncGrant, from start: Amount) -> Amount {
    let serial = grant.serial
    var held = start
    let due = book.lookAtHolder(of: serial) { ($0.inbox, $0.reversalsDue) }
    guard let (inboxBefore, dueBefore) = due, !(inboxBefore.isEmpty && dueBefore.isEmpty) else {
      return held
    }
    var inbox: [Digest] = []
    for digest in inboxBefore {
      guard let row = book.payments[digest], row.delivery == .due, row.accepted == .none,
        !row.refused
      else { continue }
      guard row.booking == .settled, !grant.deliveries.isFull,
        let sum = held.adding(row.payment.amount)
      else {
        inbox.append(digest)
        if row.booking == .settled, grant.deliveries.isFull { grant.more = true }
        continue
      }
      guard !mayHaveBeenTaken(row.payment, by: serial) else {
        book.change(digest) { row in
          row.accepted = .assumed
          row.delivery = .noEffect
        }
        continue
      }
      held = sum
      grant.deliveries.append(
        Delivery(payment: digest, amount: row.payment.amount, request: row.payment.request))
      book.change(digest) { $0.delivery = .granted }
    }
    var reversals: [Digest] = []
    for digest in dueBefore {
      guard let row = book.payments[digest], row.reversal == .due, !row.refundedByPayer else {
        continue
      }
      if mayBeForgotten(row) {
        reversals.append(digest)
        continue
      }
      guard !grant.reversals.isFull, let sum = held.adding(row.payment.amount) else {
        reversals.append(digest)
        if grant.reversals.isFull { grant.more = true }
        continue
      }
      held = sum
      grant.reversals.append(Reversal(payment: digest, amount: row.payment.amount))
      book.change(digest) { $0.reversal = .granted }
    }
    book.updateHolder(of: serial) { row in
      row.inbox = inbox
      row.reversalsDue = reversals
    }
    return held
  }

  /// A direct payment to an earlier serial, of which the purse has forgotten what it decided, where a
  /// restored ledger has not seen it either: given once more it would be there twice (PRV-13).
  private func mayHaveBeenTaken(_ payment: Payment, by serial: Serial) -> Bool {
    guard payment.request == nil, payment.payee != serial,
      let purse = book.holder(of: serial), purse.hasDropped
    else { return false }
    return policy(of: purse)?.ring != true
  }

  private mutating func load(
    _ wish: Amount, upTo held: Amount, _ purse: PurseRow, into grant: inout SyncGrant,
    _ notices: inout [SyncNotice], time: LedgerTime
  ) {
    guard purse.state == .active else { return notices.append(.loadRefused(.suspended)) }
    guard let balance = book.accounts[purse.account], wish <= balance else {
      return notices.append(.loadRefused(.insufficientFunds))
    }
    let limit = policy(of: purse, at: time)?.largestBalance ?? .largest
    guard let sum = held.adding(wish), sum <= limit else {
      return notices.append(.loadRefused(.balanceLimit))
    }
    guard sum <= room(of: purse) else { return notices.append(.loadRefused(.holdingCap)) }
    let isBooked = move(
      wish, from: .account(purse.account), to: .shadow(grant.serial), .load, time: time)
    guard isBooked else { return notices.append(.loadRefused(.balanceLimit)) }
    grant.load = wish
  }

  /// A certificate for the next serial where that is due, else the same one with a later end.
  private mutating func renewCertificate(
    _ request: SyncRequest, into grant: inout SyncGrant, time: LedgerTime
  ) {
    guard let purse = book.purses[request.serial] else { return }
    if let rotated = rotate(purse, request, grant.number, time: time) {
      grant.certificate = rotated
      return
    }
    let successor = rules.replacedIssuers[purse.certificate.issuer]
    guard
      successor != nil || request.appletVersion != purse.certificate.appletVersion
        || time.adding(days: rules.renewalDays) > purse.certificate.notAfter
    else { return }
    var renewed = purse.certificate
    if let successor { renewed.issuer = successor }
    renewed.appletVersion = request.appletVersion
    renewed.notBefore = time
    renewed.notAfter = time.adding(days: rules.certificateDays)
    guard let signed = crypto.signed(renewed, as: renewed.issuer) else { return }
    grant.certificate = signed
    book.purses.update(grant.serial) { row in
      row.certificate = renewed
      row.certificateMessage = [UInt8](signed)
    }
  }

  func addPolicy(
    _ request: SyncRequest, _ purse: PurseRow, into grant: inout SyncGrant, time: LedgerTime
  ) {
    guard let message = policyMessage(purse.certificate.policyID, at: time),
      let policy = try? Signed<Policy>(message.span.bytes),
      policy.content.number > request.policyNumber
    else { return }
    grant.policy = policy
  }

  /// The regular policy of a purse.
  func policy(of purse: PurseRow) -> Policy? {
    guard let message = rules.policies[purse.certificate.policyID] else { return nil }
    return try? Signed<Policy>(message.span.bytes).content
  }

  /// The policy in force for a purse, an interim one until its end.
  func policy(of purse: PurseRow, at time: LedgerTime) -> Policy? {
    guard let message = policyMessage(purse.certificate.policyID, at: time) else { return nil }
    return try? Signed<Policy>(message.span.bytes).content
  }

  /// The policy in force under an identifier: the interim one, unless it has ended or a regular one came
  /// after it (FLD-20).
  func policyMessage(_ id: UInt16, at time: LedgerTime) -> [UInt8]? {
    let regular = rules.policies[id]
    guard let message = rules.interims[id],
      let interim = try? Signed<Policy>(message.span.bytes).content,
      let end = interim.validUntil, time < end
    else { return regular }
    let number = regular.flatMap { try? Signed<Policy>($0.span.bytes).content.number } ?? 0
    return interim.number > number ? message : regular
  }
}
