import Purse
import Settlement

/// A refusal by the name of its error, and what it means to a holder.
struct Refusal: Error, Equatable, Sendable {
  let name: String
  var words: String { Self.table.first { $0.name == name }?.words ?? "the purse refuses" }

  init(_ error: PurseError) { name = Self.name(of: error) }

  init(_ error: LedgerError) { name = Self.name(of: error) }

  init(_ refusal: LoadRefusal) { name = Self.name(of: refusal) }

  /// A terminal's file is older than its token knows (TRM-22).
  static let notTheLatest = Refusal(name: "notTheLatest")

  /// A payer has signed two payments at one place, and the payee's host has seen both (SUS-11).
  static let signedTwice = Refusal(name: "signedTwice")

  private init(name: String) { self.name = name }

  /// The names a scenario may expect.
  static let names: [String] = table.map(\.name)

  /// The case's name without what it carries.
  private static func name<Failure>(of error: Failure) -> String {
    String(String(describing: error).prefix { $0 != "(" })
  }

  private static let table: [(name: String, words: String)] = [
    ("notTheLatest", "the terminal's file is an older copy, and its token knows it"),
    ("signedTwice", "the payer's purse has signed two payments at one place: it is broken"),
    ("malformed", "the message is not the one expected here"),
    ("suspended", "the purse is suspended"),
    ("terminated", "the purse's life is over"),
    ("restored", "the purse was restored from an older copy: it only syncs"),
    ("outOfOrder", "the purse has done something else since"),
    ("notForThisPurse", "the message is for another purse"),
    ("wrongCurrency", "the other purse holds another currency"),
    ("askTheLedger", "the purse cannot prove that it has not decided this: the ledger will"),
    ("unsupportedSuite", "one of the purses cannot verify what the other signs"),
    ("alreadyAccepted", "this payment was accepted before"),
    ("alreadyRefused", "this payment was refused before"),
    ("unknownPayment", "the purse has no such payment in doubt"),
    ("directNotAllowed", "the policy allows no payments without a request"),
    ("unknownIssuer", "the other purse's issuer is not known here"),
    ("badCertificate", "the other purse's certificate does not hold"),
    ("certificateExpired", "the certificate has ended; a sync renews it"),
    ("certificateNotYetValid", "the certificate begins later than the device's clock says"),
    ("badSignature", "a signature does not hold"),
    ("amountDiffers", "the amount differs from the request's"),
    ("pinBlocked", "the PIN is blocked after too many wrong tries"),
    ("pinWrong", "the PIN is wrong"),
    ("pinRequired", "the PIN is needed"),
    ("policyExpired", "the policy has ended; a sync brings a new one"),
    ("outdated", "one of the purses is of a version below the policy's floor"),
    ("syncOverdue", "the last sync is too many days ago"),
    ("aboveLargestPayment", "the amount is above the largest payment"),
    ("operationsUsedUp", "the operations are used up until the purse syncs"),
    ("sumUsedUp", "the sum allowed is used up until the purse syncs"),
    ("balanceLimit", "the purse would hold more than its policy allows"),
    ("insufficientFunds", "there is not enough money"),
    ("valuePending", "there is enough money, but it waits for a sync"),
    ("evidenceTooLong", "the evidence that the policy demands does not fit"),
    ("syncFirst", "the purse must sync first"),
    ("grantDoesNotMatch", "the grant does not answer this purse's sync request"),
    ("listed", "a purse is on the block list"),
    ("blockListRefused", "the block list is not newer, or not the ledger's"),
    ("policyRefused", "the policy is not newer, or not the ledger's"),
    ("unknownPurse", "the ledger knows no such purse"),
    ("staleRequest", "the sync request comes from an older state of the purse"),
    ("secondSignatureMissing", "a second signature did not come with the upload"),
    ("halfOfAnotherKey", "the key is half of another purse's key"),
    ("garbledUpload", "the upload does not fit together"),
    ("notDue", "it is too early: others may still hold what the ledger does not know"),
    ("purseClosed", "the purse was paid out and is closed for good"),
    ("alreadyClaimed", "a claim on the purse is open"),
    ("noClaim", "no claim on the purse is open"),
    ("purseSuspended", "the purse is suspended: the operator clears it up first"),
    ("convicted", "a proof names the purse"),
    ("wrongReplacement", "only an active purse of the same account can take its place"),
    ("holdingCap", "the person's purses would hold more than they may together"),
  ]
}

/// The states of a purse's life, by their names.
enum PurseStateName {
  static let all = ["manufactured", "keyed", "active", "suspended", "terminated", "restored"]

  static func name(_ state: LifeCycle) -> String { String(describing: state) }
}
