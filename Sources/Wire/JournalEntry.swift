/// What became of a delivery or reversal when a grant was applied.
public enum TransferResult: UInt8, Sendable, Equatable {
  case tookEffect = 0
  /// The purse had accepted the payment, or been refunded it, before the grant came.
  case alreadyDone
  /// The purse had refused the direct payment.
  case refused
  /// The request is not open: closed by another payment or a refusal, or never made.
  case notOpen
}

/// One line of a purse's journal, as the head covers it (JRN-1). Payments lie beside their entry,
/// bound by digest; every signature that an entry rests on is inside it.
public enum JournalEntry: Sendable {
  case paid(payment: Digest, amount: Amount)
  case received(payment: Digest, amount: Amount, signature: Signature)
  case refusedPayment(Digest)
  case refusedRequest(Digest)
  case refunded(payment: Digest, amount: Amount, byRequest: Bool, signature: Signature)
  case confirmed(payment: Digest, sequence: SequenceNumber, signature: Signature)
  case granted(GrantResults)
  case unloaded(Amount)
}

/// What applying a grant did to a purse.
public struct GrantResults: Sendable {
  public var number: GrantNumber
  /// A restored ledger may give the number to another grant; the digest tells them apart.
  public var grant: Digest
  public var load: Amount
  public var released: Amount
  public var swept: Amount
  public var deliveries: BoundedList<TransferOutcome, 8>
  public var reversals: BoundedList<TransferOutcome, 8>

  public init(
    number: GrantNumber, grant: Digest, load: Amount, released: Amount, swept: Amount
  ) {
    self.number = number
    self.grant = grant
    self.load = load
    self.released = released
    self.swept = swept
    deliveries = BoundedList(filler: .filler)
    reversals = BoundedList(filler: .filler)
  }
}

/// One delivery or reversal and what became of it.
public struct TransferOutcome: Sendable, Equatable {
  public var payment: Digest
  public var amount: Amount
  public var result: TransferResult

  public init(payment: Digest, amount: Amount, result: TransferResult) {
    self.payment = payment
    self.amount = amount
    self.result = result
  }

  public static let filler = TransferOutcome(
    payment: Digest(.zero), amount: .zero, result: .tookEffect)
}

extension Head {
  /// The head after one more entry (JRN-2): SHA-256 of this head and the entry's bytes.
  public func extended<Hash: MessageHash & ~Copyable>(
    by entry: borrowing RawSpan, hash: borrowing Hash
  ) -> Head {
    let own = word.bytes
    return Head(hash.hash(own.span.bytes, entry))
  }
}
