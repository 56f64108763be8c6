/// Where a link breaks or power goes. Each leaves the holders with something different in hand; all
/// of them are recovered by repeating, or by syncing (docs/scenarios.md).
public enum TornPoint: String, CaseIterable, Sendable {
  case afterRequest = "after-request"
  case beforeDebit = "before-debit"
  case afterDebit = "after-debit"
  case paymentLost = "payment-lost"
  case beforeCredit = "before-credit"
  case afterCredit = "after-credit"
  case decisionLost = "decision-lost"
  case syncRequestLost = "sync-request-lost"
  case grantLost = "grant-lost"

  /// Points of a payment, of its acceptance, and of a sync.
  static let inPayment: [TornPoint] = [
    .afterRequest, .beforeDebit, .afterDebit, .paymentLost, .beforeCredit, .afterCredit,
    .decisionLost,
  ]
  static let inAcceptance: [TornPoint] = [.beforeCredit, .afterCredit, .decisionLost]
  static let inSync: [TornPoint] = [.syncRequestLost, .grantLost]

  /// What has happened then, in a sentence.
  func words(payer: String, payee: String) -> String {
    switch self {
    case .afterRequest: "\(payee) has signed the request, and the answer is lost"
    case .beforeDebit: "\(payer)'s purse is taken away before it has paid: nothing has happened"
    case .afterDebit: "\(payer) is debited and the payment is signed, and the answer is lost"
    case .paymentLost: "\(payer) has paid, and the payment does not reach \(payee)"
    case .beforeCredit: "\(payee)'s purse is taken away before it has the money"
    case .afterCredit: "\(payee) has the money, and the acceptance is lost on its way out"
    case .decisionLost: "\(payee) has accepted, and the acceptance does not reach \(payer)"
    case .syncRequestLost: "the sync request does not reach the ledger"
    case .grantLost: "the ledger has booked, and its grant does not reach the purse"
    }
  }
}
