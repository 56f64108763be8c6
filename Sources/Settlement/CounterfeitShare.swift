import Wire

/// What a purse has had of a convicted one, and what it has borne of the loss by that (SUS-20).
public struct CounterfeitShare: Equatable, Sendable {
  /// The convicted purse, by its first serial.
  public var payer: Serial
  /// Its settled payments to this purse.
  public var taken: Amount
  /// Of these, not credited when this purse cashed out.
  public var borne: Amount

  public init(payer: Serial, taken: Amount, borne: Amount) {
    (self.payer, self.taken, self.borne) = (payer, taken, borne)
  }

  /// What it comes to when the payer has spent so much, and so much of that was not there.
  func due(of loss: Amount, in spent: Amount) -> Amount {
    guard !spent.isZero else { return .zero }
    let part = taken.minorUnits.multipliedFullWidth(by: min(loss, spent).minorUnits)
    guard taken <= spent else { return .zero }
    return Amount(minorUnits: spent.minorUnits.dividingFullWidth(part).quotient) ?? .zero
  }
}

/// How a cash-out was booked.
public struct CashedOut: Equatable, Sendable {
  /// Went to the account.
  public var paid = Amount.zero
  /// The purse's share of a loss (SUS-21).
  public var borne = Amount.zero
  /// Waits until the purse's value is explained (SUS-30).
  public var withheld = Amount.zero
  /// False when a balance would have passed the largest amount: nothing is booked then.
  public var isBooked = true
}
