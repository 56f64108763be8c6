import Purse
import Wire
import World

/// Two purses that pay each other as fast as they can: the flow with a request, decision brought
/// back, no PIN, no evidence. What a lab stands on.
struct PursePair<Crypto: PurseCryptography & Sendable> {
  var payer: Purse<Crypto, MemoryStorage>
  var payee: Purse<Crypto, MemoryStorage>
  private var payerCertificate: Bytes<256>
  private var payeeCertificate: Bytes<256>

  init(payer: Purse<Crypto, MemoryStorage>, payee: Purse<Crypto, MemoryStorage>) {
    self.payer = payer
    self.payee = payee
    payerCertificate = Self.certificate(of: payer)
    payeeCertificate = Self.certificate(of: payee)
  }

  private static func certificate(of purse: Purse<Crypto, MemoryStorage>) -> Bytes<256> {
    var bytes = Bytes<256>()
    purse.currentCertificate?.encode(into: &bytes)
    return bytes
  }

  /// One payment with request, payment, acceptance, and the acceptance taken by the payer.
  mutating func pay(_ amount: Amount) throws(PurseError) {
    var request = PurseAnswer()
    var payment = PurseAnswer()
    var acceptance = PurseAnswer()
    var sealed = SealedBytes()
    try payee.request(
      number: payee.requestNumber.next, amount: amount, time: nil, answer: &request)
    try payer.pay(
      expected: payer.sequence.next, request: request.span, certificate: RawSpan(), time: nil,
      answer: &payment, sealed: &sealed)
    try payee.accept(
      expected: payee.sequence.next, payment: payment.span, certificate: payerCertificate.span,
      sealed: sealed.span, time: nil, answer: &acceptance)
    try payer.take(
      expected: payer.sequence.next, acceptance: acceptance.span,
      certificate: payeeCertificate.span)
  }

  /// Both sync, and the same money goes back the next time.
  mutating func turn(maker: inout PurseMaker<Crypto>) throws {
    try maker.sync(&payer, load: .zero)
    try maker.sync(&payee, load: .zero)
    swap(&payer, &payee)
    swap(&payerCertificate, &payeeCertificate)
  }
}
