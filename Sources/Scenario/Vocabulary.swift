/// Every word a scenario may use. The parser knows no other, and docs/scenarios.md explains each:
/// a test compares the two.
public enum Vocabulary {
  /// Keys of the file itself.
  public static let file = ["title", "currency", "suite", "liquidity", "steps"]

  /// The steps, and the keys of each. Those with no keys take a text.
  public static let steps: [(verb: String, keys: [String])] = [
    ("say", []),
    ("open", ["account", "money"]),
    (
      "issue",
      ["card", "terminal", "phone", "account", "policy", "holder-of", "suite", "old", "token"]
    ),
    ("load", ["purse", "amount"]),
    ("pay", ["from", "to", "amount", "flow", "pin", "torn", "keep"]),
    ("accept", ["message", "pin", "torn"]),
    ("refuse", ["message"]),
    ("take", ["purse"]),
    ("resume", ["purse"]),
    ("sync", ["purse", "carries", "torn"]),
    ("unload", ["purse", "amount"]),
    ("transfer", ["from", "to", "amount"]),
    ("clone", ["card", "as"]),
    ("copy", ["purse"]),
    ("put-back", ["purse"]),
    ("break", ["card", "adds"]),
    ("back-up", ["purse"]),
    ("restore", ["purse"]),
    ("mark-restored", ["purse"]),
    ("update", ["purse", "version"]),
    ("floor", ["like", "version", "days"]),
    ("renew", ["key"]),
    ("wait", ["days"]),
    ("emergency", ["like", "days", "operations", "largest-balance", "largest-payment"]),
    ("top-up", ["purse", "to"]),
    ("report", ["purse", "kind", "by"]),
    ("found", ["purse"]),
    ("refund", ["purse"]),
    ("cap", ["holding"]),
    ("bearers", ["like"]),
    ("cash-out-cap", ["like", "amount"]),
    ("prove", ["purse"]),
    ("compare", []),
    ("expect", ["purses", "accounts", "ledger", "proofs"]),
  ]

  /// Keys that any step may have beside its verb.
  public static let besides = ["refused", "under"]

  /// Keys of one purse in `expect: purses`.
  public static let purse = [
    "spendable", "pending", "in-doubt", "shadow", "advance", "state", "serials", "suite",
  ]

  /// Keys of `expect: ledger`.
  public static let ledger = [
    "issued", "settled", "confirmed", "waiting", "unexplained", "pool", "held", "loss", "transit",
  ]

  /// Keys of a policy that starts from a preset.
  public static let policy = [
    "preset", "operations", "operations-sent", "operations-received", "largest-payment",
    "largest-balance", "sum-sent", "sum-received", "reuse", "reuse-operations", "pin-rule",
    "pin-above", "largest-without-pin", "pin-to-receive", "days-since-sync", "direct",
    "verify-payee", "evidence-rule", "evidence-bytes", "sweep", "ring",
    "rotation", "suite", "suite-floor",
  ]

  static var verbs: [String] { steps.map(\.verb) }

  static func keys(of verb: String) -> [String] {
    steps.first { $0.verb == verb }?.keys ?? []
  }
}
