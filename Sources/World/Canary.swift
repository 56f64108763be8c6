/// A fault put into the world on purpose, around the purse and the ledger and never in them. A world
/// that doesn't find it proves nothing.
public enum Canary: String, Sendable, CaseIterable {
  /// A purse forgets that it accepted a payment, after its acceptance has left.
  case forgetsAcceptance
  /// A purse forgets that it refused, after its refusal has left.
  case forgetsRefusal
  /// A purse sends its answer although the power went before the write.
  case answersBeforeWriting
  /// The ledger books a settled payment again when its other side syncs.
  case settlesTwice
  /// The ledger forgets to give back what was refused.
  case forgetsReversals
  /// The ledger drops what it advanced instead of waiting for its repayment.
  case dropsAdvances
  /// The ledger forgets that it has paid a purse out.
  case reopensClosed
  /// The ledger believes an honest purse guilty of what a broken one did.
  case blamesPayee
  /// The ledger believes every signature. Only the hunt can tell: elsewhere nobody forges one.
  case believesSignatures
  /// The ledger does not hear that it was restored. Only the hunt restores one.
  case ignoresWord
  /// A device is put back from a copy, and its host does not notice.
  case restoresUnmarked
  /// What a replaced purse has left to another one stays due when it has come.
  case keepsPromise
  /// A purse counts as dormant after a day.
  case callsDormant

  /// The ledger passes over the forks that hosts have seen.
  case ignoresSightings

  /// Wallets do not bring along what the root says of their issuers.
  case hidesIssuers
  /// A purse forgets a list or a policy that it took.
  case forgetsNews
  /// A purse believes whoever signs a list or a policy.
  case believesNews
  /// Whoever carries lists leaves out whom they name, and purses have them all the same.
  case emptiesLists
  /// Nobody carries lists down.
  case withholdsNews
  /// The ledger puts on its list whoever synced last.
  case listsHonest

  /// Found by the hunt for false accusations only.
  var needsHunt: Bool { self == .believesSignatures || self == .ignoresWord }
}
