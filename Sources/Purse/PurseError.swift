import Wire

/// Why a purse did not do what it was told. In every case but `storage` nothing has changed.
/// The cases stand in order of precedence (docs/spec/purse.md, PUR-5).
public enum PurseError: Error, Equatable, Sendable {
  /// Storage failed; open the purse anew, it is then before or after the command.
  case storage
  /// The memory was altered behind the purse's back. It does nothing more, because what it would go
  /// on from may be an older state; the issuer can claim its value from the ledger's books.
  case damaged
  /// The purse is in a life-cycle state that does not allow this.
  case notPersonalised
  case alreadyPersonalised
  case suspended
  case terminated
  /// The purse was set back to an older copy of itself: it only syncs.
  case restored
  /// The bytes are not the message expected here.
  case malformed(WireError)
  /// The command expected another place in the journal; repeat with the one given.
  case outOfOrder(next: UInt64)
  /// The message is for, or from, another purse than this command needs.
  case notForThisPurse
  case wrongCurrency
  /// One purse reports totals only and the other does not.
  case reportingClassesDiffer
  /// One of the two purses cannot verify what the other signs, or the policy takes no key of that
  /// suite.
  case unsupportedSuite
  /// This payment was decided before.
  case alreadyAccepted
  case alreadyRefused
  /// The request is not open here, or the set of decided direct payments is full: hand the payment
  /// to the ledger.
  case askTheLedger
  /// The amount differs from the request's.
  case amountDiffers
  /// The purse has no such payment in doubt.
  case unknownPayment
  /// The grant does not answer this purse's outstanding sync request.
  case grantDoesNotMatch
  case directNotAllowed
  /// The other purse, or this one, is on the block list.
  case listed
  /// The certificate's issuer is not known here; its authority certificate helps.
  case unknownIssuer
  case badCertificate
  case certificateExpired
  /// The certificate begins later than this device's clock says.
  case certificateNotYetValid
  case badSignature
  case pinFormat
  case pinBlocked
  case pinWrong(triesLeft: UInt8)
  case pinRequired
  case amountZero
  case policyExpired
  /// One of the two purses is of an applet version below the policy's floor.
  case outdated
  /// The policy's days since the last sync have passed.
  case syncOverdue
  case aboveLargestPayment
  /// A count of operations is used up until the next sync.
  case operationsUsedUp
  /// A sum is used up until the next sync.
  case sumUsedUp
  case balanceLimit
  case insufficientFunds
  /// There is enough value, but it waits for a sync.
  case valuePending
  /// The policy demands evidence and it does not fit.
  case evidenceTooLong
  /// No room for a new payment or request until a sync.
  case syncFirst
  /// The policy is older than the one in force, fixed, or not the ledger's.
  case policyRefused
  /// The part of a block list is older than the one in force, or not the ledger's.
  case blockListRefused
}
