import Money
import Purse
import PurseCrypto
import Wire
import World

/// What one payment costs each side, counted while real purses make it.
public struct FlowCosts: Codable, Sendable {
  public struct Side: Codable, Sendable {
    public var signatures: Int
    public var verifications: Int
  }

  public struct Flow: Codable, Sendable {
    public var name: String
    /// Times that a card is held to a phone or terminal, and PIN entries.
    public var taps: Int
    public var pins: Int
    public var payer: Side
    public var payee: Side
  }

  public var flows: [Flow]

  static func measure() throws -> FlowCosts {
    FlowCosts(flows: [
      try flow("person to person, Phase 4", taps: 3, pins: 2, preset: .ekronaCard, direct: false),
      try flow("terminal, Phase 4", taps: 1, pins: 1, preset: .ekronaTerminal, direct: false),
      try flow("direct", taps: 1, pins: 1, preset: .ekronaCard, direct: true),
    ])
  }

  /// Plays one payment with ES256 and counts. Taps and PINs are those of the flow's definition
  /// (FLO-3, FLO-5, FLO-6); collecting a direct payment is a later tap of the payee's own.
  private static func flow(
    _ name: String, taps: Int, pins: Int, preset: PolicyPreset, direct: Bool
  ) throws -> Flow {
    guard let currency = Currency(letters: "SEK") else { throw BenchError.noCurrency }
    var card = PolicyPreset.ekronaCard.policy(
      number: 1, time: ModelBank.start, currency: currency)
    card.pinToReceive = false
    var other = preset.policy(number: 1, time: ModelBank.start, currency: currency)
    other.pinToReceive = false
    let signer = SoftwarePurseCrypto()
    var maker = PurseMaker(policy: card, signer: signer)
    var payer = try maker.make(
      serial: Serial(1), crypto: SoftwarePurseCrypto(), bankSize: 65_536, kind: .card,
      money: try Stage.units(200))
    maker.policy = other
    var payee = try maker.make(
      serial: Serial(2), crypto: SoftwarePurseCrypto(), bankSize: 65_536, kind: .card,
      money: .zero)
    let before = (payer.operations, payee.operations)
    try pay(from: &payer, to: &payee, direct: direct)
    return Flow(
      name: name, taps: taps, pins: pins, payer: Side(payer.operations, since: before.0),
      payee: Side(payee.operations, since: before.1))
  }

  private static func pay(
    from payer: inout Purse<SoftwarePurseCrypto, MemoryStorage>,
    to payee: inout Purse<SoftwarePurseCrypto, MemoryStorage>, direct: Bool
  ) throws {
    let amount = try Stage.units(80)
    var payment = PurseAnswer()
    var sealed = SealedBytes()
    var answer = PurseAnswer()
    try payer.verify(pin: try ModelBank.pin())
    if direct {
      guard let serial = payee.currentCertificate?.content.serial else {
        throw BenchError.noCurrency
      }
      try payer.payDirect(
        expected: payer.sequence.next, amount: amount, payee: serial, certificate: RawSpan(),
        time: nil, answer: &payment, sealed: &sealed)
    } else {
      try payee.request(
        number: payee.requestNumber.next, amount: amount, time: nil, answer: &answer)
      try payer.pay(
        expected: payer.sequence.next, request: answer.span, certificate: RawSpan(), time: nil,
        answer: &payment, sealed: &sealed)
    }
    var certificate = Bytes<256>()
    payer.currentCertificate?.encode(into: &certificate)
    try payee.accept(
      expected: payee.sequence.next, payment: payment.span, certificate: certificate.span,
      sealed: sealed.span, time: nil, answer: &answer)
  }
}

extension FlowCosts.Side {
  /// What a purse has signed and verified between two moments.
  fileprivate init(_ now: OperationCounts, since earlier: OperationCounts) {
    self.init(
      signatures: Int(now.signatures - earlier.signatures),
      verifications: Int(now.verifications - earlier.verifications))
  }
}
