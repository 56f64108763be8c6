import Money
import Payment
import Settlement
import Wire
import World

/// Bytes of evidence against the length of the chain of onward payments behind it.
public struct EvidenceGrowth: Codable, Sendable {
  /// Sealed bytes of the payment at each hop; the first spends loaded money and carries none.
  public var sealedBytes: [Int]
  /// The policy's limit, in bytes.
  public var limit: Int

  static func measure(hops: Int) throws -> EvidenceGrowth {
    guard let currency = Currency(letters: "SEK") else { throw BenchError.noCurrency }
    let policy = PolicyPreset.fully.policy(number: 1, time: ModelBank.start, currency: currency)
    var stage = Stage(
      currency: currency.code, liquidity: .evidenceAndPool, policies: [policy])
    let names = (0...hops).map { "P\($0)" }
    for name in names { try stage.issue(name, policy: policy, money: try Stage.units(100)) }
    try stage.sync("P0", load: try Stage.units(100))
    var bytes: [Int] = []
    for (payer, payee) in zip(names, names.dropFirst()) {
      let payment = try stage.pay(payer, try stage.request(payee, try Stage.units(50)))
      bytes.append(payment.sealed?.count ?? 0)
      _ = try stage.accept(payee, payment)
    }
    return EvidenceGrowth(sealedBytes: bytes, limit: Int(policy.evidenceBytes ?? 0))
  }
}
