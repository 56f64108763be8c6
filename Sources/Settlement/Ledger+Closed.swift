import Wire

extension Ledger {
  /// What the purse got back will never reach it: it is the claimant's (CLM-22).
  mutating func endReversals(of serial: Serial, time: LedgerTime) {
    for payer in book.serials(ofPurseWith: serial) {
      for digest in book.payments(by: payer) { endReversal(digest, time: time) }
    }
    book.purses.update(serial) { $0.reversalsDue = [] }
  }

  private mutating func endReversal(_ digest: Digest, time: LedgerTime) {
    settleFound(digest, time: time)
    guard let row = book.payments[digest], row.booking == .undone, !mayBeForgotten(row) else {
      return
    }
    // Not called an effect: the purse may have taken its refund itself, and say so one day.
    if row.reversal != .tookEffect { book.change(digest) { $0.reversal = .noEffect } }
    giveBack(digest, .reversal, time: time)
  }

  /// Takes for accepted what the closed purse was paid and had not confirmed, once the payer's purse
  /// can take no refusal any more: it has acknowledged the grant that took the payment over (CLM-21).
  /// - Returns: the sum of those for which that is not so.
  mutating func decideCredits(of serial: Serial) -> Amount {
    guard let purse = book.purses[serial] else { return .zero }
    var unconfirmed = purse.inbox
    if let grant = lastGrant(of: serial) {
      for i in 0..<grant.deliveries.count { unconfirmed.append(grant.deliveries[i].payment) }
    }
    var seen: Set<Digest> = []
    var open = Amount.zero
    var inbox: [Digest] = []
    for digest in unconfirmed where seen.insert(digest).inserted {
      guard let row = book.payments[digest], row.accepted == .none, !row.refused,
        row.booking == .settled
      else { continue }
      if hasAcknowledged(row) {
        book.change(digest) { row in
          row.accepted = .payout
          row.delivery = .noEffect
        }
      } else {
        open = open.adding(row.payment.amount) ?? .largest
        inbox.append(digest)
      }
    }
    if inbox != purse.inbox { book.purses.update(serial) { $0.inbox = inbox } }
    return open
  }

  /// The grant that a purse was given last, under whichever serial.
  private func lastGrant(of serial: Serial) -> SyncGrant? {
    guard let grant = book.purses[book.current(of: serial)]?.grant else { return nil }
    return try? Signed<SyncGrant>(grant.span.bytes).content
  }

  /// Whether the payer's purse has said that it applied the grant which covers the payment: what it
  /// reported last begins behind it.
  private func hasAcknowledged(_ row: PaymentRow) -> Bool {
    guard let payer = book.purses[row.payment.payer] else { return false }
    // What a closed purse may still do is its own account's to bear.
    if book.holder(of: row.payment.payer)?.isClosed == true { return true }
    guard row.byPayer else { return false }
    // A refund among entries that nobody saw would be paid twice.
    let isSeen = !payer.unseen.contains { $0.upperBound > row.payment.sequence.value }
    // A purse that has rotated since has applied the grant that covers all of its earlier chain.
    if adopted(after: payer) != nil { return isSeen }
    guard
      let upload = book.uploads[UploadKey(serial: row.payment.payer, grant: payer.grantNumber)],
      let packet = try? Packet(upload),
      let request = try? Signed<SyncRequest>(packet.message.span.bytes).content
    else { return false }
    return isSeen && row.payment.sequence < request.first
  }

  /// Moves what is certain to the account, and on to the purse that takes the closed one's place.
  mutating func payOut(_ serial: Serial, besides open: Amount, time: LedgerTime) -> Amount {
    guard let purse = book.purses[serial], let claim = purse.claim else { return .zero }
    let free = purse.shadow.excess(over: open)
    guard !free.isZero,
      move(free, from: .shadow(serial), to: .account(purse.account), .claim, time: time)
    else { return .zero }
    book.purses.update(serial) { row in
      row.claim?.paid = claim.paid.adding(free) ?? .largest
    }
    if let replacement = claim.content.replacement.map({ book.heir(of: $0) }),
      book.purses[replacement] != nil
    {
      book.updateHolder(of: replacement) { $0.promised = $0.promised.adding(free) ?? .largest }
    }
    return free
  }

  /// Takes from the account what a closed purse turned out to have spent, and says who bears the rest:
  /// the pool, for the claimant, what he was paid and had refused; loss what the purse paid (CLM-23).
  /// Where it falls depends on the sums alone, and not on the order in which they came.
  mutating func setOff(_ serial: Serial, time: LedgerTime) {
    guard let purse = book.purses[serial], purse.isClosed else { return }
    let taken = min(purse.advance, book.accounts[purse.account] ?? .zero)
    if !purse.isConvicted, !taken.isZero,
      enter(taken, from: .account(purse.account), to: .shadow(serial), .setOff, time: time)
    {
      let sum = purse.claim?.setOff.adding(taken) ?? .largest
      book.purses.update(serial) { $0.claim?.setOff = sum }
    }
    guard let row = book.purses[serial], let claim = row.claim else { return }
    let owed = row.isConvicted ? Amount.zero : min(row.advance, claim.refused)
    guard owed != claim.owed else { return }
    if owed > claim.owed {
      enter(owed - claim.owed, from: .pool, to: .loss, .setOff, time: time)
    } else {
      enter(claim.owed - owed, from: .loss, to: .pool, .setOff, time: time)
    }
    book.purses.update(serial) { $0.claim?.owed = owed }
  }

  /// A credit that was paid out is refused after all (CLM-23).
  mutating func noteRefused(_ row: PaymentRow) {
    guard row.accepted == .payout else { return }
    book.updateHolder(of: row.payment.payee) { purse in
      guard let refused = purse.claim?.refused else { return }
      purse.claim?.refused = refused.adding(row.payment.amount) ?? .largest
    }
  }
}
