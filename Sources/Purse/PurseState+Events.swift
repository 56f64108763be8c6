import Wire

/// What each command does to the state: used when the command runs and when the log is read again,
/// so that both ends are the same.
extension PurseState {
  mutating func applyRequested(_ request: Request, digest: Digest) {
    openRequests.append(OpenRequest(digest: digest, amount: request.amount))
    requestNumber = request.number
  }

  mutating func applyPaid(_ payment: Payment, digest: Digest, head: Head) {
    spendable = spendable - payment.amount
    counters.sent += 1
    counters.sumSent = counters.sumSent + payment.amount
    doubts.append(
      Doubt(
        payment: digest, request: payment.request, amount: payment.amount, payee: payment.payee,
        sequence: payment.sequence))
    advance(to: payment.sequence, head: head)
  }

  mutating func applyReceived(
    _ payment: Payment, digest: Digest, toPending: Bool, sequence: SequenceNumber, head: Head
  ) {
    if toPending {
      pending = pending + payment.amount
    } else {
      spendable = spendable + payment.amount
      remember(Backing(sequence: sequence, amount: payment.amount))
    }
    counters.received += 1
    counters.sumReceived = counters.sumReceived + payment.amount
    close(payment.request, orDecide: digest, accepted: true)
    advance(to: sequence, head: head)
  }

  /// `request` is the one that the refused payment names; nil for a direct payment.
  mutating func applyRefused(
    _ subject: RefusalSubject, request: Digest?, sequence: SequenceNumber, head: Head
  ) {
    switch subject {
    case .payment(let digest): close(request, orDecide: digest, accepted: false)
    case .request(let digest): close(digest, orDecide: digest, accepted: false)
    }
    advance(to: sequence, head: head)
  }

  mutating func applyRefunded(payment: Digest, sequence: SequenceNumber, head: Head) {
    guard let row = doubt(of: payment) else { preconditionFailure("refund without a payment") }
    spendable = spendable + doubts.peek(row).amount
    doubts[row].noteRefund(at: sequence)
    advance(to: sequence, head: head)
  }

  mutating func applyConfirmed(payment: Digest, sequence: SequenceNumber, head: Head) {
    guard let row = doubt(of: payment) else { preconditionFailure("decision without a payment") }
    doubts.remove(at: row)
    advance(to: sequence, head: head)
  }

  mutating func applyUnloaded(_ amount: Amount, sequence: SequenceNumber, head: Head) {
    spendable = spendable - amount
    advance(to: sequence, head: head)
  }

  mutating func advance(to sequence: SequenceNumber, head: Head) {
    precondition(sequence == self.sequence.next, "journal out of order")
    self.sequence = sequence
    self.head = head
  }

  /// Closes the request, or enters the direct payment among the decided ones.
  mutating func close(_ request: Digest?, orDecide payment: Digest, accepted: Bool) {
    if let request {
      guard let row = openRequest(request) else { preconditionFailure("request not open") }
      openRequests.remove(at: row)
    } else {
      decided.append(DecidedDirect(payment: payment, accepted: accepted))
    }
  }

  /// The oldest backing gives way; what it backed is then covered by the pool.
  private mutating func remember(_ row: Backing) {
    if backing.isFull { backing.remove(at: 0) }
    backing.append(row)
  }

  /// Spendable, pending and in doubt together: as long as that stays within the largest amount, no
  /// refund can pass it.
  mutating func total() -> Amount? {
    var total = spendable.adding(pending)
    for i in 0..<doubts.count where doubts.peek(i).refund == nil {
      total = total?.adding(doubts.peek(i).amount)
    }
    return total
  }

  // The look-ups are mutating for the reason that `BoundedList.peek` is.

  mutating func openRequest(_ digest: Digest) -> Int? {
    for i in 0..<openRequests.count where openRequests.peek(i).digest == digest { return i }
    return nil
  }

  /// The row of a payment in doubt, refunded ones included.
  mutating func doubt(of payment: Digest) -> Int? {
    for i in 0..<doubts.count where doubts.peek(i).payment == payment { return i }
    return nil
  }

  /// The row of a payment in doubt and not refunded, by what a refusal names.
  mutating func openDoubt(_ subject: RefusalSubject) -> Int? {
    for i in 0..<doubts.count where doubts.peek(i).refund == nil {
      switch subject {
      case .payment(let digest): if doubts.peek(i).payment == digest { return i }
      case .request(let digest): if doubts.peek(i).request == digest { return i }
      }
    }
    return nil
  }

  mutating func decision(onDirect payment: Digest) -> DecidedDirect? {
    for i in 0..<decided.count where decided.peek(i).concerns(payment) { return decided.peek(i) }
    return nil
  }
}
