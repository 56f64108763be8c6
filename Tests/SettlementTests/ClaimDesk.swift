import Settlement
import Wire
import World

extension Town {
  /// Beyond every certificate's end and the grace after it.
  static let afterGrace = ModelBank.start.adding(days: ModelBank.lifetimeDays + 31)

  func claim(
    _ kind: ClaimKind, _ name: String, number: UInt64 = 1, account: String? = nil,
    replacement: String? = nil
  ) -> Signed<Claim> {
    stage.bank.claim(
      kind, on: stage.serial(name) ?? Serial(0), account: account ?? name,
      number: ClaimNumber(number), replacement: replacement.flatMap { stage.serial($0) },
      time: stage.time)
  }

  mutating func report(_ kind: ClaimKind, _ name: String, number: UInt64 = 1) throws(LedgerError) {
    try stage.bank.ledger.take(claim: claim(kind, name, number: number), time: stage.time)
  }

  /// Lets the purse's certificate and the grace end, and pays.
  @discardableResult
  mutating func payOut(_ name: String) throws(LedgerError) -> Amount {
    stage.time = max(stage.time, Self.afterGrace)
    return try stage.bank.ledger.payClaim(on: stage.serial(name) ?? Serial(0), time: stage.time)
  }

  func account(_ name: String) -> Amount? { book.accounts[name] }
}
