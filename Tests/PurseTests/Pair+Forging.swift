import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// What honest purses never sign, made with their keys: for tests of those who must refuse it.
extension Pair {
  func handle(_ name: String) -> KeyHandle {
    stage.purses[name]?.state.keyHandle ?? KeyHandle(.zero)
  }

  /// A message signed with a purse's key.
  func signed<Content: MessageContent>(_ content: Content, by name: String) -> [UInt8] {
    var crypto = ModelPurseCrypto(seed: 5)
    let digest = content.digest(hash: crypto)
    return [UInt8](
      Signed(content: content, signature: crypto.sign(digest, with: handle(name))))
  }

  /// A payment from Alice to Bob that Alice's purse did not make.
  func forgedPayment(
    _ amount: Amount, request: Digest?, sequence: SequenceNumber? = nil
  ) throws -> Packet {
    let status = try #require(stage.status("Alice"))
    let payment = Payment(
      payer: try #require(stage.serial("Alice")), sequence: sequence ?? status.sequence.next,
      previous: status.head, amount: amount, payee: try #require(stage.serial("Bob")),
      request: request, verification: .pin, sealed: nil)
    return Packet(
      kind: .payment, message: signed(payment, by: "Alice"),
      certificate: stage.purses["Alice"]?.certificateMessage)
  }

  /// A certificate with the same serial and key from another issuer, and that issuer's authority.
  func otherIssuer(of name: String) throws -> (certificate: [UInt8], authority: [UInt8]) {
    let secret = Word32(41, 42, 43, 44)
    var crypto = ModelPurseCrypto(seed: 6)
    var content = try #require(stage.purses[name]?.currentCertificate?.content)
    content.issuer = AuthorityID(0xA2)
    let certificate = Signed(
      content: content,
      signature: crypto.sign(content.digest(hash: crypto), with: KeyHandle(secret)))
    var authority = stage.bank.issuer.content
    authority.id = AuthorityID(0xA2)
    authority.key = PublicKey(
      x: secret, y: stage.bank.issuer.content.key.y)
    let signed = Signed(
      content: authority,
      signature: crypto.sign(
        authority.digest(hash: crypto), with: KeyHandle(Word32(1, 2, 3, 4))))
    return ([UInt8](certificate), [UInt8](signed))
  }

  /// A request by Bob's key in a currency, with a certificate of that currency and class.
  func bobRequest(
    currency: CurrencyCode, reporting: ReportingClass
  ) throws -> (request: [UInt8], certificate: [UInt8]) {
    let serial = try #require(stage.serial("Bob"))
    let request = Request(
      payee: serial, number: RequestNumber(1), amount: Self.sek(1), currency: currency,
      policyNumber: 1, blockListNumber: 0)
    var content = try #require(stage.purses["Bob"]?.currentCertificate?.content)
    content.currency = currency
    content.reporting = reporting
    var crypto = ModelPurseCrypto(seed: 7)
    let certificate = Signed(
      content: content,
      signature: crypto.sign(content.digest(hash: crypto), with: KeyHandle(Word32(5, 6, 7, 8))))
    return (signed(request, by: "Bob"), [UInt8](certificate))
  }
}
