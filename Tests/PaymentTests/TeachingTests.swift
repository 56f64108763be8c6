import Purse
import Settlement
import Testing
import Wire

@testable import Payment
@testable import World

/// Purses of different issuers meet: the sessions bring the authority that is missing (FLO-8).
struct TeachingTests {
  /// The same key and serial, certified by another issuer whom the root knows.
  static func foreign(_ name: String, _ desk: Desk) throws -> (
    certificate: [UInt8], authority: [UInt8]
  ) {
    let secret = Word32(41, 42, 43, 44)
    var crypto = ModelPurseCrypto(seed: 6)
    var content = try #require(desk.stage.purses[name]?.currentCertificate?.content)
    content.issuer = AuthorityID(0xA2)
    var authority = desk.stage.bank.issuer.content
    authority.id = AuthorityID(0xA2)
    authority.key = ModelMath.publicKey(secret)
    func sign<Content: MessageContent>(_ content: Content, _ secret: Word32) -> [UInt8] {
      let digest = content.digest(hash: crypto)
      return [UInt8](
        Signed(content: content, signature: crypto.sign(digest, with: KeyHandle(secret))))
    }
    return (sign(content, secret), sign(authority, Word32(1, 2, 3, 4)))
  }

  @Test("FLO-8: the payee's session teaches the payer's authority first") func payeeSide() throws {
    var desk = try Desk()
    let own = try Self.foreign("Alice", desk)
    var payee = desk.payee(pin: SessionTests.pin)
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    var payment = try desk.stage.pay("Alice", request)
    payment.certificate = own.certificate
    payment.authority = own.authority
    let decision = try Desk.sent(desk.drive(&payee, .payment(payment)))
    #expect(decision.kind == .decision)
    #expect(desk.stage.status("Bob")?.spendable == Desk.sek(80))
  }

  @Test("FLO-8: without the authority the payment is refused for it") func withoutAuthority() throws
  {
    var desk = try Desk()
    let own = try Self.foreign("Alice", desk)
    var payee = desk.payee(pin: SessionTests.pin)
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    var payment = try desk.stage.pay("Alice", request)
    payment.certificate = own.certificate
    #expect(
      Desk.outcome(desk.drive(&payee, .payment(payment))) == .failed(.unknownIssuer))
  }

  @Test(
    "FLO-8: the payer's session teaches the payee's authority when its decision needs it",
    arguments: [false, true])
  func payerSide(torn: Bool) throws {
    var desk = try Desk()
    let own = try Self.foreign("Bob", desk)
    var payee = desk.payee()
    let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    var payer = desk.payer(.request(request), pin: SessionTests.pin)
    _ = try Desk.sent(desk.drive(&payer, .start))
    var decision = try Desk.sent(desk.drive(&payee, .refuse))
    decision.certificate = own.certificate
    decision.authority = own.authority
    if torn { desk.tears = [Tear(command: desk.commands + 2, isDone: true)] }
    #expect(Desk.outcome(desk.drive(&payer, .decision(decision))) == .refunded)
    #expect(desk.stage.status("Alice")?.spendable == Desk.sek(200))
  }

  @Test("FLO-8: and when its policy has the payee verified") func verifying() throws {
    var desk = try Desk { $0.verifyPayee = true }
    let own = try Self.foreign("Bob", desk)
    var payee = desk.payee()
    var request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    request.certificate = own.certificate
    request.authority = own.authority
    var payer = desk.payer(.request(request), pin: SessionTests.pin)
    _ = try Desk.sent(desk.drive(&payer, .start))
    #expect(desk.stage.status("Alice")?.spendable == Desk.sek(120))
    #expect(desk.pinsAsked == 0)
  }

  @Test("FLO-1: a payee's certificate is given to a purse that verifies payees, and to no other")
  func certificateWhenNeeded() throws {
    for verifies in [false, true] {
      var desk = try Desk { $0.verifyPayee = verifies }
      var payee = desk.payee()
      let request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
      desk.told = []
      var payer = desk.payer(.request(request), pin: SessionTests.pin)
      _ = try Desk.sent(desk.drive(&payer, .start))
      let given = desk.told.compactMap { command -> Bool? in
        guard case .pay(_, _, let certificate, _) = command else { return nil }
        return !certificate.isEmpty
      }
      #expect(given == (verifies ? [false, true] : [false]))
    }
  }

  @Test("FLO-1: a request that is none is refused for its form, certificate or not")
  func malformed()
    throws
  {
    var desk = try Desk()
    var payer = desk.payer(.request(Packet(kind: .request, message: [1])), pin: SessionTests.pin)
    guard case .failed(.malformed)? = Desk.outcome(desk.drive(&payer, .start)) else {
      throw Desk.Stuck()
    }
  }

  @Test("FLO-8: an authority that does not help is taught once and not for ever") func noHelp()
    throws
  {
    var desk = try Desk { $0.verifyPayee = true }
    let own = try Self.foreign("Bob", desk)
    var payee = desk.payee()
    var request = try Desk.sent(desk.drive(&payee, .start(Desk.sek(80))))
    request.certificate = own.certificate
    var payer = desk.payer(.request(request), pin: SessionTests.pin)
    #expect(Desk.outcome(desk.drive(&payer, .start)) == .failed(.unknownIssuer))
  }
}
