import Money
import Purse
import PurseCrypto
import Wire
import World

/// Payments a second on one core.
public struct Rates: Codable, Sendable {
  /// With model cryptography.
  var model: Double
  /// With ES256 by swift-crypto.
  var es256: Double
  /// Nanoseconds a payment with model cryptography.
  var modelNanoseconds: Double

  public static func measure(modelPayments: Int, es256Payments: Int) throws -> Rates {
    let policy = try barePolicy()
    let amount = Amount(minorUnits: 100) ?? .zero
    let money = Amount(minorUnits: 100_000) ?? .zero
    var maker = PurseMaker(policy: policy, signer: ModelPurseCrypto(seed: 99))
    var pair = PursePair(
      payer: try maker.make(
        serial: Serial(1), crypto: ModelPurseCrypto(seed: 1), bankSize: 1_048_576, kind: .phone,
        money: money),
      payee: try maker.make(
        serial: Serial(2), crypto: ModelPurseCrypto(seed: 2), bankSize: 1_048_576, kind: .phone,
        money: .zero))
    let model = try run(&pair, &maker, payments: modelPayments, amount: amount)
    var realMaker = PurseMaker(policy: policy, signer: SoftwarePurseCrypto())
    var realPair = PursePair(
      payer: try realMaker.make(
        serial: Serial(1), crypto: SoftwarePurseCrypto(), bankSize: 1_048_576, kind: .phone,
        money: money),
      payee: try realMaker.make(
        serial: Serial(2), crypto: SoftwarePurseCrypto(), bankSize: 1_048_576, kind: .phone,
        money: .zero))
    let es256 = try run(&realPair, &realMaker, payments: es256Payments, amount: amount)
    return Rates(model: model, es256: es256, modelNanoseconds: 1e9 / model)
  }

  /// No PIN, no evidence, no number of operations: payments and nothing else.
  static func barePolicy() throws -> Policy {
    guard let currency = Currency(letters: "SEK") else { throw BenchError.noCurrency }
    var policy = PolicyPreset.fully.policy(number: 1, time: ModelBank.start, currency: currency)
    policy.pinRule = .never
    policy.evidence = .off
    policy.ring = false
    return policy
  }

  private static func run<Crypto: PurseCryptography & Sendable>(
    _ pair: inout PursePair<Crypto>, _ maker: inout PurseMaker<Crypto>, payments: Int,
    amount: Amount
  ) throws -> Double {
    let clock = ContinuousClock()
    var done = 0
    let elapsed = try clock.measure {
      while done < payments {
        for _ in 0..<min(500, payments - done) { try pair.pay(amount) }
        done += min(500, payments - done)
        try pair.turn(maker: &maker)
      }
    }
    let parts = elapsed.components
    return Double(payments) / (Double(parts.seconds) + Double(parts.attoseconds) * 1e-18)
  }
}

enum BenchError: Error {
  case noCurrency
  /// A session asked or ended where it should have sent something.
  case flow
  /// So many uploads that should have been booked were refused.
  case refused(Int)
}
