import Money
import Payment
import Purse
import Settlement
import Wire
import World

/// Bytes of every message and of a whole tap, as the purses write them.
public struct MessageSizes: Codable, Sendable {
  public var request: Int
  public var payment: Int
  /// A payment that names a request and carries a commitment to a sealed part.
  public var paymentWithCommitment: Int
  public var directPayment: Int
  public var certificate: Int
  public var authority: Int
  public var acceptance: Int
  public var refusal: Int
  public var policy: Int
  public var syncRequest: Int
  public var syncGrant: Int
  /// Request in, payment and the payer's certificate out: all that a terminal's tap carries.
  public var terminalTap: Int
  /// The same for a direct payment: certificate of the payee in, payment out.
  public var directTap: Int
  /// Request, payment, acceptance with a certificate each, over three taps.
  public var personToPerson: Int

  static func measure() throws -> MessageSizes {
    var stage = try Stage.forSizes()
    let grant = try stage.sync("Alice", load: try Stage.units(200))
    try stage.sync("Bob")
    let request = try stage.request("Bob", try Stage.units(80))
    let payment = try stage.pay("Alice", request)
    let acceptance = try stage.accept("Bob", payment)
    let onward = try stage.pay("Bob", try stage.request("Alice", try Stage.units(10)))
    let refusal = try stage.refuse("Alice", payment: onward)
    let direct = try stage.payDirect("Alice", to: "Bob", try Stage.units(5))
    let upload = try stage.upload("Bob")
    let certificate = payment.certificate?.count ?? 0
    return MessageSizes(
      request: request.message.count, payment: payment.message.count,
      paymentWithCommitment: onward.message.count, directPayment: direct.message.count,
      certificate: certificate, authority: [UInt8](stage.bank.issuer).count,
      acceptance: acceptance.message.count, refusal: refusal.message.count,
      policy: stage.bank.ledger.rules.policies.values.first?.count ?? 0,
      syncRequest: upload.message.count, syncGrant: grant.grant.count,
      terminalTap: request.message.count + payment.message.count + certificate,
      directTap: certificate + direct.message.count,
      personToPerson: request.message.count + payment.message.count + acceptance.message.count
        + 3 * certificate)
  }
}

extension Stage {
  /// Two e-krona cards.
  static func forSizes() throws -> Stage {
    guard let currency = Currency(letters: "SEK") else { throw BenchError.noCurrency }
    let policy = PolicyPreset.ekronaCard.policy(
      number: 1, time: ModelBank.start, currency: currency)
    var stage = Stage(
      currency: currency.code, liquidity: .evidenceAndPool, policies: [policy])
    for name in ["Alice", "Bob"] {
      try stage.issue(name, policy: policy, money: try units(1_000))
    }
    return stage
  }

  /// Whole kronor.
  static func units(_ count: UInt64) throws -> Amount {
    guard let amount = Amount(minorUnits: count * 100) else { throw BenchError.noCurrency }
    return amount
  }
}
