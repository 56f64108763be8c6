import Settlement

extension Explanation {
  /// What is wrong with a claim, or in the way of paying one (docs/spec/claims.md).
  static func claim(_ error: LedgerError) -> (code: String, message: String) {
    switch error {
    case .wrongIssuer:
      ("wrongIssuer", "only the intermediary that issued the purse can claim it; ask that one")
    case .wrongAccount:
      ("wrongAccount", "the claim names another account than the purse's; nothing was changed")
    case .staleClaim:
      ("staleClaim", "a later claim on this purse was taken already; see: kontant claim list")
    case .purseClosed:
      ("purseClosed", "the purse was paid out and is closed for good; issue a new one")
    case .alreadyClaimed:
      ("alreadyClaimed", "a claim on this purse is open; withdraw it first: kontant claim withdraw")
    case .purseSuspended:
      (
        "purseSuspended",
        "the purse is suspended; clear it up with: kontant ledger reinstate, then sync"
      )
    case .noClaim:
      ("noClaim", "no claim on this purse is open; report one with: kontant claim report")
    case .notDue(let time):
      (
        "notDue",
        "that is not possible before \(time.text); until then others may hold what is not booked yet"
      )
    case .wrongReplacement:
      (
        "wrongReplacement",
        "what takes the purse's place must be an active purse of the same account; issue it first"
      )
    case .holdingCap:
      (
        "holdingCap",
        "this person's purses hold all that they may together; unload one of them first"
      )
    default: ("refused", "the ledger refuses it (\(error)); nothing was changed")
    }
  }
}
