/// The ledger's word on a purse's life (LED-60).
public enum GrantedState: UInt8, Sendable, Equatable { case active = 1, suspended, terminated }

/// A payment the ledger hands to its payee, for the purse to take if it is undecided (SYN-20).
public struct Delivery: Equatable, Sendable {
  public var payment: Digest
  public var amount: Amount
  /// Nil for a direct payment.
  public var request: Digest?

  public init(payment: Digest, amount: Amount, request: Digest?) {
    self.payment = payment
    self.amount = amount
    self.request = request
  }

  public static let filler = Delivery(payment: Digest(.zero), amount: .zero, request: nil)
}

/// A payment the ledger gives back to its payer (SYN-21).
public struct Reversal: Equatable, Sendable {
  public var payment: Digest
  public var amount: Amount

  public init(payment: Digest, amount: Amount) {
    self.payment = payment
    self.amount = amount
  }

  public static let filler = Reversal(payment: Digest(.zero), amount: .zero)
}

/// The ledger answers one sync request (MSG-27). Signed by the ledger.
public struct SyncGrant: MessageContent {
  public static let type = MessageType.syncGrant
  public var serial: Serial
  /// Digest of the sync request this answers.
  public var request: Digest
  public var number: GrantNumber
  /// Last sequence that the ledger has booked.
  public var covered: SequenceNumber
  public var time: LedgerTime
  public var state: GrantedState
  /// Value moved from the account into the purse.
  public var load: Amount
  /// Pending value that becomes spendable.
  public var released: Amount
  /// Pending value that has gone to the account.
  public var swept: Amount
  public var deliveries: BoundedList<Delivery, 8>
  public var reversals: BoundedList<Reversal, 8>
  public var unblockPIN: Bool
  public var certificate: Signed<Certificate>?
  public var policy: Signed<Policy>?
  /// More is waiting than one grant holds: sync again.
  public var more: Bool
  /// The serial has closed, for its purse was restored: the purse goes on empty under the certificate's
  /// serial (CLM-52).
  public var restored: Bool

  public init(
    serial: Serial, request: Digest, number: GrantNumber, covered: SequenceNumber, time: LedgerTime,
    state: GrantedState
  ) {
    self.serial = serial
    self.request = request
    self.number = number
    self.covered = covered
    self.time = time
    self.state = state
    load = .zero
    released = .zero
    swept = .zero
    deliveries = BoundedList(filler: .filler)
    reversals = BoundedList(filler: .filler)
    unblockPIN = false
    certificate = nil
    policy = nil
    more = false
    restored = false
  }
}
