import Crypto
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
    var rows: [Row] = []
    for suite in [Suite.es256, .edDSA] { rows.append(try row(suite)) }
    if #available(macOS 26, *) { rows.append(try hybrid(after: rows[0])) }
    return SuiteCosts(rows: rows)
  }

  private static func row(_ suite: Suite) throws -> Row {
    var maker = PurseMaker(
      policy: try Rates.barePolicy(), signer: SoftwarePurseCrypto(), suite: suite)
    var payer = try maker.make(
      serial: Serial(0x9A00_0000_0000_0001), crypto: SoftwarePurseCrypto(), bankSize: 65_536,
      kind: .card, money: try Stage.units(200))
    var payee = try maker.make(
      serial: Serial(0x9A00_0000_0000_0002), crypto: SoftwarePurseCrypto(), bankSize: 65_536,
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
    payer.currentCertificate?.encode(into: &certificate)
    let content = try Signed<Payment>(payment.span).content
    guard let key = SigningKey(suite) else { throw BenchError.flow }
    let signed = key.sign(content)
    guard signed.holds(by: key.publicKey) else { throw BenchError.flow }
    let tap = request.count + payment.count + certificate.count
    return Row(
      suite: suite == .es256 ? "ES256" : "EdDSA", key: key.publicKey.byteCount, signature: 64,
      certificate: certificate.count, request: request.count, payment: payment.count, tap: tap,
      tapMilliseconds106: milliseconds(tap, 130), tapMilliseconds424: milliseconds(tap, 52),
      signMicroseconds: microseconds { _ = key.sign(content) },
      verifyMicroseconds: microseconds { _ = signed.holds(by: key.publicKey) })
  }

  /// Suite 3 is ES256 and, beside each message and certificate, a signature of ML-DSA-65 and its key
  /// (SUI-1, SUI-2): computed from the sizes and times of both.
  @available(macOS 26, *)
  private static func hybrid(after es256: Row) throws -> Row {
    let key = try MLDSA65.PrivateKey()
    let message = [UInt8](repeating: 7, count: 32)
    let signature = try key.signature(for: message)
    let more = signature.count
    let publicKey = key.publicKey.rawRepresentation.count
    // The certificate, one byte longer for its key; its issuer's signature and the key of the purse
    // beside it.
    let certificate = es256.certificate + 1 + more + publicKey
    let (request, payment) = (es256.request, es256.payment + more)
    let tap = request + payment + certificate
    let sign = microseconds { _ = try? key.signature(for: message) }
    let verify = microseconds { _ = key.publicKey.isValidSignature(signature, for: message) }
    return Row(
      suite: "ES256+ML-DSA-65", key: 65 + publicKey, signature: 64 + more,
      certificate: certificate, request: request, payment: payment, tap: tap,
      tapMilliseconds106: milliseconds(tap, 130), tapMilliseconds424: milliseconds(tap, 52),
      signMicroseconds: es256.signMicroseconds + sign,
      verifyMicroseconds: es256.verifyMicroseconds + verify)
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
