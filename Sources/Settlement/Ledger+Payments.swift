import Wire

extension Ledger {
  /// Enters a payment once, and finds two payments at one place of one journal (LED-20).
  mutating func register(
    _ payment: Payment, _ digest: Digest, message: [UInt8], isVerified: Bool, time: LedgerTime
  ) {
    let second =
      brought.isEmpty
      ? nil : book.purses.look(payment.payer) { $0.certificate.key }.flatMap { brought[$0, digest] }
    if let isKnownVerified = book.lookAtKnown(payment, digest, \.isVerified) {
      // Only a copy whose signature was verified may replace one whose was not: a relay may have
      // garbled the first to keep it out of a proof.
      if isVerified, !isKnownVerified {
        book.change(digest) { row in
          row.isVerified = true
          row.message = message
          row.second = second
        }
      }
      return
    }
    var row = PaymentRow(payment: payment, message: message, firstSeen: time)
    row.isVerified = isVerified
    row.second = second
    let other = occupant(of: payment)
    book.enter(row, digest)
    if let other {
      convictFork(other, digest, time: time)
    } else {
      checkMissing(payment, digest, time: time)
      checkLeft(payment, digest, time: time)
    }
    // Refused before it was known: it moves no money, whatever its payee says later (LED-25).
    if refusal(of: payment, digest) != nil {
      book.change(digest) { row in
        row.refused = true
        row.booking = .void
      }
    }
  }

  /// Another payment that is known at this one's place: open, or closed and so in its payer's journal.
  private func occupant(of payment: Payment) -> Digest? {
    let place = PaymentPlace(payer: payment.payer, sequence: payment.sequence)
    if let other = book.occupant(of: place) { return other }
    guard book.mayBeClosed(payment), !isConvicted(payment.payer),
      let upload = uploadCovering(payment.sequence, of: payment.payer),
      let item = try? Packet(upload).items.first(where: { $0.sequence == payment.sequence }),
      case .paid(let other, _) = try? JournalEntry(item.entry.span.bytes),
      book.payments[other] != nil
    else { return nil }
    return other
  }

  /// A refusal by the payee of this payment or of the request it names.
  func refusal(of payment: Payment, _ digest: Digest) -> RefusalRow? {
    if let row = book.refusals[RefusalKey(subject: .payment(digest), payee: payment.payee)] {
      return row
    }
    guard let request = payment.request else { return nil }
    return book.refusals[RefusalKey(subject: .request(request), payee: payment.payee)]
  }

  /// The payer's own journal names the payment: from now on it is the ledger's to end.
  mutating func noteByPayer(_ digest: Digest, time: LedgerTime) {
    guard book.payments.look(digest, { !$0.byPayer }) == true else { return }
    book.change(digest) { $0.byPayer = true }
    settle(digest, time: time)
    queueEnd(digest)
  }

  /// The payee has taken the payment (LED-22).
  mutating func accept(_ digest: Digest, source: AcceptanceSource, time: LedgerTime) {
    guard let row = book.payments.look(digest, { (accepted: $0.accepted, refused: $0.refused) })
    else { return }
    // The payee's own journal is the last word: what it has taken once, it cannot take again.
    let isFinal = row.accepted == .journal || row.accepted == .delivery
    if row.accepted == .none || (!isFinal && source != .assumed) {
      book.change(digest) { $0.accepted = source }
    }
    if row.refused {
      if source != .assumed { convictTwoFaced(digest, time: time) }
      return
    }
    settle(digest, time: time)
  }

  /// Books payer to payee, once, whichever side came first (LED-21).
  mutating func settle(_ digest: Digest, time: LedgerTime) {
    let open = book.payments.look(digest) { row in
      row.booking == .none || row.booking == .waiting ? (row.payment, byPayer: row.byPayer) : nil
    }
    guard let (payment, byPayer) = open ?? nil else { return settleFound(digest, time: time) }
    let standing = book.lookAtHolder(of: payment.payer) { row in
      (shadow: row.shadow, isClosed: row.isClosed)
    }
    guard let payer = standing else { return }
    guard hasEntries(payment.payee) else {
      return settleToNobody(digest, payment, byPayer: byPayer, time: time)
    }
    // A closed purse's account answers for it: nobody waits (CLM-23).
    if rules.liquidity.remainder == .hold, !payer.isClosed, payer.shadow < payment.amount {
      book.change(digest) { $0.booking = .waiting }
      return
    }
    let isBooked = move(
      payment.amount, from: .shadow(payment.payer), to: .shadow(payment.payee), .settlement,
      payment: digest, time: time)
    book.change(digest) { $0.booking = isBooked ? .settled : .waiting }
    if isBooked { noteEntry(digest) }
  }

  /// The transaction just booked is the one that settled the payment.
  mutating func noteEntry(_ digest: Digest) {
    let place = book.lastEntry(of: digest)
    book.change(digest) { $0.settled = place }
  }

  /// A serial the ledger never registered takes nothing: the money is held for the payer.
  private mutating func settleToNobody(
    _ digest: Digest, _ payment: Payment, byPayer: Bool, time: LedgerTime
  ) {
    guard byPayer else { return }
    let isBooked = move(
      payment.amount, from: .shadow(payment.payer), to: .held, .undo, payment: digest, time: time)
    if isBooked { book.change(digest) { $0.booking = .undone } }
  }

  /// Queues what is left to do for a payment the payer has handed over.
  mutating func queueEnd(_ digest: Digest) {
    guard let row = book.payments[digest] else { return }
    if isReversible(row) {
      guard row.reversal == .none else { return }
      book.change(digest) { $0.reversal = .due }
      book.updateHolder(of: row.payment.payer) { $0.reversalsDue.append(digest) }
    } else if row.accepted == .none, !row.refused, row.delivery == .none,
      hasEntries(row.payment.payee)
    {
      book.change(digest) { $0.delivery = .due }
      book.updateHolder(of: row.payment.payee) { $0.inbox.append(digest) }
    }
  }

  /// The payment was taken back, or never booked, and the payer has not got it back. An acceptance
  /// that came after the refusal changes nothing of it.
  private func isReversible(_ row: PaymentRow) -> Bool {
    guard row.byPayer, !row.refundedByPayer else { return false }
    return row.booking == .undone || row.booking == .void
  }

  /// Takes a settled payment back from the payee, whose shadow may draw an advance for it.
  mutating func undo(_ digest: Digest, time: LedgerTime) {
    guard let row = book.payments[digest] else { return }
    switch row.booking {
    case .settled:
      let isBooked = move(
        row.payment.amount, from: .shadow(row.payment.payee), to: .held, .undo, payment: digest,
        time: time)
      if isBooked { book.change(digest) { $0.booking = .undone } }
    case .none, .waiting:
      book.change(digest) { $0.booking = .void }
    case .undone, .returned, .void: return
    }
  }

  /// Gives the money of an undone payment back to the payer's shadow.
  mutating func giveBack(_ digest: Digest, _ kind: TransactionKind, time: LedgerTime) {
    guard let row = book.payments[digest], row.booking == .undone else { return }
    let isBooked = move(
      row.payment.amount, from: .held, to: .shadow(row.payment.payer), kind, payment: digest,
      time: time)
    if isBooked { book.change(digest) { $0.booking = .returned } }
  }
}
