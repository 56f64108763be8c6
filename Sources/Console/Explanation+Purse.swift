import Purse
import Wire

extension Explanation {
  /// What a purse refused, and what helps. But for `storage` nothing has changed.
  init(purse error: PurseError) {
    let exit: Int32 =
      switch error {
      case .storage, .damaged: ExitCode.io
      case .malformed: ExitCode.data
      case .pinFormat: ExitCode.usage
      default: ExitCode.refused
      }
    self.init(
      code: Self.code(error),
      message: Self.aboutState(error) ?? Self.aboutMessages(error) ?? Self.aboutLimits(error),
      exitCode: exit)
  }

  /// The case's name, without what it carries.
  private static func code(_ error: PurseError) -> String {
    let text = "\(error)"
    return String(text[..<(text.firstIndex(of: "(") ?? text.endIndex)])
  }

  private static func aboutState(_ error: PurseError) -> String? {
    switch error {
    case .storage:
      "the device's file could not be written; check the disk, then give the same command again"
    case .damaged:
      "the device's memory was altered and it does nothing more; ask the issuer for its value"
    case .notPersonalised:
      "the device was never finished; finish it with the command that began it"
    case .alreadyPersonalised: "the device is in use already; issue another one"
    case .suspended: "the purse is suspended: it can only sync and unload"
    case .terminated: "the purse is closed for good; issue another card"
    case .restored:
      "the purse was restored from an older copy: it can only sync, and the sync gives it a new serial"
    case .outOfOrder(let next):
      "the purse stands at sequence \(next), not where the command thought; give it again"
    case .syncFirst: "the purse has no room for more before a sync; sync it first"
    case .grantDoesNotMatch:
      "this grant does not answer the purse's outstanding sync request; sync the purse anew"
    case .policyRefused:
      "the policy is older than the purse's, fixed, or not the ledger's; get it anew"
    case .blockListRefused:
      "the block list is older than the purse's, or not the ledger's; get it anew"
    default: nil
    }
  }

  private static func aboutMessages(_ error: PurseError) -> String? {
    switch error {
    case .malformed(let wire): Explanation(wire: wire, of: "the message").message
    case .notForThisPurse:
      "the message is meant for another purse, or is the purse's own; give it to the right one"
    case .wrongCurrency: "the message is in another currency than the purse; use a matching card"
    case .reportingClassesDiffer:
      "one purse reports totals only and the other does not; use two cards of one class"
    case .askTheLedger:
      "the purse cannot decide this any more; carry it to the ledger with: kontant sync --carry"
    case .alreadyAccepted: "the purse took this payment before; there is nothing left to do"
    case .alreadyRefused: "the purse refused this payment before; ask for a new one"
    case .unknownPayment:
      "the purse has no payment in doubt that this decides; it was decided, or goes to another card"
    case .listed:
      "one of the two purses is on the block list; its holder asks his bank, and nothing was paid"
    case .directNotAllowed: "the policy allows no payment without a request; use a request"
    case .unknownIssuer: "the purse does not know who issued the other one; sync both first"
    case .badCertificate: "the other purse's certificate is forged or damaged; do not go on with it"
    case .unsupportedSuite:
      "one of the two purses cannot verify what the other signs; sync the one that can move to another suite, or pay with another device"
    case .outdated:
      "one of the two purses is of an older version than may pay: its device is updated, then it syncs"
    case .certificateExpired: "a certificate has expired; sync the purse it belongs to"
    case .certificateNotYetValid:
      "the other purse's certificate begins later than this device's clock says; set the clock, or try again when it has begun"
    case .badSignature: "the signature does not hold: damaged or forged; get the message again"
    case .amountDiffers: "the payment's amount is not the request's; refuse it and ask again"
    default: nil
    }
  }

  private static func aboutLimits(_ error: PurseError) -> String {
    switch error {
    case .pinFormat: "a PIN has 4 to 12 digits; type it again"
    case .pinBlocked: "the PIN is blocked; have it unblocked with: kontant pin unblock"
    case .pinWrong(let left):
      "the PIN is wrong and \(left == 1 ? "1 try is" : "\(left) tries are") left; type it again"
    case .pinRequired: "this needs the holder's PIN; give it with --pin"
    case .amountZero: "the amount is zero; name one above zero"
    case .policyExpired: "the purse's policy has ended; sync it"
    case .syncOverdue: "the purse must sync before it goes on: its last sync is too long ago"
    case .aboveLargestPayment: "the amount is above the largest payment of the policy; pay less"
    case .operationsUsedUp: "the operations that the policy allows are used up; sync the purse"
    case .sumUsedUp: "the sum that the policy allows between syncs is used up; sync the purse"
    case .balanceLimit: "the purse would hold more than its policy allows; ask for less or unload"
    case .insufficientFunds: "the purse holds less than that; load it or name a smaller amount"
    case .valuePending: "part of the purse's value waits for a sync; sync it first"
    case .evidenceTooLong: "the payment cannot carry all of its evidence; sync the purse first"
    default: "the purse refused (\(error)); sync it and try again"
    }
  }
}
