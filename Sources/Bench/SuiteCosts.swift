import Payment
import Purse
import PurseCrypto
import Wire
import World

/// What each suite costs: bytes, and the time of a signature and a verification on this machine.
public struct SuiteCosts: Codable, Sendable {
  public struct Row: Codable, Sendable {
    public var suite: String
    /// Of a public key and of all signatures under a message, as they travel.
    public var key: Int
    public var signature: Int
    /// Of messages of the typical size.
    public var certificate: Int
    public var request: Int
    public var payment: Int
    /// Over the air in a tap at a terminal: request in, payment and certificate out.
    public var tap: Int
    /// Computed, not measured: those bytes read over NFC, in milliseconds at 106 and 424 kbit/s. The
    /// card's own work comes on top.
    public var tapMilliseconds106: Int
    public var tapMilliseconds424: Int
    /// Measured on one core of this machine.
    public var signMicroseconds: Double
    public var verifyMicroseconds: Double
  }

  public var rows: [Row]

  static func measure() throws -> SuiteCosts {
    SuiteCosts(rows: try Suite.allCases.map { try row($0) })
  }

  private static func row(_ suite: Suite) throws -> Row {
    // One store of second signatures for all: what one purse makes the next one has been brought.
    let crypto = SoftwarePurseCrypto(suites: SoftwarePurseCrypto.known)
    var maker = PurseMaker(policy: try Rates.barePolicy(), signer: crypto, suite: suite)
    var payer = try maker.make(
      serial: Serial(0x9A00_0000_0000_0001), crypto: crypto, bankSize: 65_536,
      kind: .card, money: try Stage.units(200))
    var payee = try maker.make(
      serial: Serial(0x9A00_0000_0000_0002), crypto: crypto, bankSize: 65_536,
      kind: .terminal, money: .zero)
    var request = PurseAnswer()
    var payment = PurseAnswer()
    var sealed = SealedBytes()
    var certificate = Bytes<512>()
    try payee.request(
      number: RequestNumber(1), amount: try Stage.units(80), time: nil, answer: &request)
    try payer.pay(
      expected: payer.sequence.next, request: request.span, certificate: RawSpan(), time: nil,
      answer: &payment, sealed: &sealed)
    payer.countersignAnswer()
    payer.currentCertificate?.encode(into: &certificate)
    let content = try Signed<Payment>(payment.span).content
    let packet = Packet(kind: .payment, message: payment.array, certificate: certificate.array)
    let seconds = try payer.seconds(for: packet).reduce(0) { $0 + $1.count }
    guard let key = SigningKey(suite) else { throw BenchError.flow }
    let cost = try times(key, content)
    // Of the second signatures, those of the payment and of the certificate, with their keys.
    let half = seconds / 2
    let tap = request.count + payment.count + certificate.count + seconds
    let own = seconds == 0 ? 0 : SecondSignature.keyBytes
    return Row(
      suite: name(of: suite), key: key.publicKey.byteCount + own, signature: 64 + half - own,
      certificate: certificate.count + half, request: request.count,
      payment: payment.count + half, tap: tap,
      tapMilliseconds106: milliseconds(tap, 130), tapMilliseconds424: milliseconds(tap, 52),
      signMicroseconds: cost.sign, verifyMicroseconds: cost.verify)
  }

  /// Of one message, all of its signatures.
  private static func times(
    _ key: SigningKey, _ content: Payment
  ) throws -> (sign: Double, verify: Double) {
    let signed = key.sign(content)
    let digest = signed.digest(hash: SoftwareHash())
    var seconds = SecondSignatures()
    if let second = key.second(of: digest) { seconds.add(second, of: digest, by: key.publicKey) }
    guard signed.holds(by: key.publicKey, beside: seconds) else { throw BenchError.flow }
    return (
      microseconds {
        _ = key.sign(content)
        _ = key.second(of: digest)
      },
      microseconds { _ = signed.holds(by: key.publicKey, beside: seconds) }
    )
  }

  private static func name(of suite: Suite) -> String {
    switch suite {
    case .es256: "ES256"
    case .edDSA: "EdDSA"
    case .es256MLDSA65: "ES256+ML-DSA-65"
    }
  }

  /// NFC's published table, taken as linear: milliseconds for 1,000 bytes.
  private static func milliseconds(_ bytes: Int, _ perThousand: Int) -> Int {
    (bytes * perThousand + 500) / 1_000
  }

  private static func microseconds(_ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    let count = 2_000
    let elapsed = clock.measure { for _ in 0..<count { body() } }.components
    let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    return (seconds / Double(count) * 1e7).rounded() / 10
  }
}

extension SuiteCosts {
  /// For people.
  var lines: [String] {
    [
      "Suites: key, signature, certificate, request, payment, tap in bytes; tap in ms at 106 and "
        + "424 kbit/s; us to sign and verify"
    ]
      + rows.map { row in
        let name = row.suite + String(repeating: " ", count: max(1, 17 - row.suite.count))
        return "  \(name)\(row.key) \(row.signature) \(row.certificate) \(row.request) "
          + "\(row.payment) \(row.tap): \(row.tapMilliseconds106) \(row.tapMilliseconds424); "
          + "\(row.signMicroseconds) \(row.verifyMicroseconds)"
      }
  }
}
