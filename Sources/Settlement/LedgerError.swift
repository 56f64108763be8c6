import Wire

/// Why the ledger did not do what was asked. Nothing has changed.
/// The cases stand in order of precedence (docs/spec/ledger.md, LED-3).
public enum LedgerError: Error, Equatable, Sendable {
  case malformed(WireError)
  case accountExists(String)
  case unknownAccount(String)
  case amountZero
  /// The total issued would pass the largest amount.
  case amountTooLarge
  case insufficientFunds
  case unknownPurse
  case purseExists
  /// A proof names the purse: its suspension is not taken back.
  case convicted
  case wrongCurrency
  case badSignature
  /// An entry rests on a signature of suite 3 whose second half did not come with it: nothing is booked and nobody
  /// is blamed; send the upload again with it.
  case secondSignatureMissing
  /// The request was answered before and a later one too, or it comes from an older state: nothing
  /// is booked and nobody is blamed.
  case staleRequest
  /// The entries do not lead to the request's head, or what lies beside them does not fit: send the
  /// upload again.
  case garbledUpload
  /// The key is half of another purse's key of suite 3 (SUI-28).
  case halfOfAnotherKey
  case issuerKeyMissing
  /// What was asked needs more operators' approval, or other ones (KEY-12).
  case approvals(ApprovalError)
  /// A claim is not attested by the purse's own issuer.
  case wrongIssuer
  /// A claim names another account than the purse's.
  case wrongAccount
  /// A later claim on the purse, or another of this number, was taken.
  case staleClaim
  /// The purse was paid out on a claim: it is closed for good.
  case purseClosed
  /// The purse is suspended, though no proof names it: the operator clears it up first.
  case purseSuspended
  /// A claim on the purse is open.
  case alreadyClaimed
  /// No claim on the purse is open.
  case noClaim
  /// Not before this time.
  case notDue(LedgerTime)
  /// What is to take a purse's place is unknown, of another account, or not active.
  case wrongReplacement
  /// The person's purses hold all that they may together.
  case holdingCap
}
