import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Every error a purse answers with (PUR-5), each from the command that meets it first.
struct RefusalTests {
  /// The command fails with this error and leaves the purse as it was.
  static func refuses(
    _ error: PurseError, _ pair: inout Pair, _ name: String, _ command: PurseCommand
  ) throws {
    let before = try pair.picture(name)
    #expect(throws: error) { try pair.stage.run(name, command) }
    #expect(try pair.picture(name) == before)
  }

  @Test("PUR-10: a purse that is not personalised does nothing") func blank() {
    var purse = ModelPurse(
      crypto: ModelPurseCrypto(seed: 1), storage: MemoryStorage(bankSize: 32_768))
    #expect(throws: PurseError.notPersonalised) {
      try purse.execute(.request(number: RequestNumber(1), amount: Pair.sek(1)), time: nil)
    }
    #expect(throws: PurseError.notPersonalised) {
      try purse.execute(.verifyPIN([0x31, 0x32, 0x33, 0x34]), time: nil)
    }
  }

  @Test("PUR-10: the key is made once") func keyTwice() throws {
    var purse = ModelPurse(
      crypto: ModelPurseCrypto(seed: 1), storage: MemoryStorage(bankSize: 32_768))
    #expect(try purse.generateKey() == purse.generateKey())
    var pair = try Pair()
    #expect(throws: PurseError.alreadyPersonalised) {
      try pair.stage.purses["Alice"]?.generateKey()
    }
  }

  @Test("PUR-5: bytes that are no message are refused for what is wrong with them") func malformed()
    throws
  {
    var pair = try Pair()
    try Self.refuses(
      .malformed(.truncated), &pair, "Alice",
      .pay(expected: pair.next("Alice"), request: [], certificate: []))
    let payment = try pair.paid(1)
    try Self.refuses(
      .malformed(.wrongMessageType), &pair, "Alice",
      .pay(expected: pair.next("Alice"), request: payment.message, certificate: []))
  }

  @Test("PUR-4: a place that is not the next one is refused with the next one") func order() throws
  {
    var pair = try Pair()
    try Self.refuses(
      .outOfOrder(next: pair.next("Alice").value), &pair, "Alice",
      .unload(expected: SequenceNumber(77), amount: Pair.sek(1)))
  }

  @Test("PUR-31: a purse does not pay its own request") func ownRequest() throws {
    var pair = try Pair()
    let own = try pair.stage.request("Alice", Pair.sek(1))
    try Self.refuses(
      .notForThisPurse, &pair, "Alice",
      .pay(expected: pair.next("Alice"), request: own.message, certificate: []))
  }

  @Test("PUR-34: a payment to another serial is not taken") func otherSerial() throws {
    var pair = try Pair()
    let payment = try pair.paid(1)
    try Self.refuses(
      .notForThisPurse, &pair, "Alice",
      .accept(
        expected: pair.next("Alice"), payment: payment.message,
        certificate: payment.certificate ?? [], sealed: []))
  }

  @Test("PUR-34: a payment to a request that is not open goes to the ledger (attack 4)")
  func closedRequest() throws {
    var pair = try Pair()
    let request = try pair.stage.request("Bob", Pair.sek(5))
    let first = try pair.stage.pay("Alice", request)
    let second = try pair.stage.pay("Alice", request)
    _ = try pair.stage.accept("Bob", first)
    #expect(throws: PurseError.askTheLedger) { try pair.stage.accept("Bob", second) }
    #expect(throws: PurseError.askTheLedger) { try pair.stage.refuse("Bob", payment: second) }
    #expect(throws: PurseError.askTheLedger) { try pair.stage.refuse("Bob", request: request) }
  }

  @Test("PUR-34: a payment of another amount than was asked is not taken, but can be refused")
  func amountDiffers() throws {
    var pair = try Pair()
    let asked = try pair.stage.request("Bob", Pair.sek(5))
    let digest = try Signed<Request>(asked.message.span.bytes)
      .digest(hash: ModelPurseCrypto(seed: 0))
    let forged = try pair.forgedPayment(Pair.sek(4), request: digest)
    #expect(throws: PurseError.amountDiffers) { try pair.stage.accept("Bob", forged) }
    _ = try pair.stage.refuse("Bob", payment: forged)
    #expect(pair.stage.status("Bob")?.openRequests == 0)
  }

  @Test("PUR-34: a direct payment that was taken is not taken again") func alreadyAccepted() throws
  {
    var pair = try Pair()
    let payment = try pair.paidDirect(5)
    _ = try pair.stage.accept("Bob", payment)
    _ = try pair.stage.request("Bob", Pair.sek(1))
    #expect(throws: PurseError.alreadyAccepted) { try pair.stage.accept("Bob", payment) }
    #expect(throws: PurseError.alreadyAccepted) { try pair.stage.refuse("Bob", payment: payment) }
  }

  @Test("PUR-34: a direct payment that was refused is not taken later (attack 5)")
  func alreadyRefused() throws {
    var pair = try Pair()
    let payment = try pair.paidDirect(5)
    let refusal = try pair.stage.refuse("Bob", payment: payment)
    try pair.stage.take("Alice", refusal)
    _ = try pair.stage.request("Bob", Pair.sek(1))
    #expect(throws: PurseError.alreadyRefused) { try pair.stage.accept("Bob", payment) }
  }

  @Test("PUR-37: a payment refused by its digest is not taken later (attack 7)")
  func refusedDigest()
    throws
  {
    var pair = try Pair()
    let payment = try pair.paid(5)
    _ = try pair.stage.refuse("Bob", payment: payment)
    #expect(throws: PurseError.askTheLedger) { try pair.stage.accept("Bob", payment) }
  }

  @Test("PUR-40: a decision on a payment that is not in doubt is refused") func unknownPayment()
    throws
  {
    var pair = try Pair()
    let decision = try pair.stage.accept("Bob", try pair.paid(5))
    try pair.stage.take("Alice", decision)
    _ = try pair.paidDirect(1)
    #expect(throws: PurseError.unknownPayment) { try pair.stage.take("Alice", decision) }
  }

  @Test("PUR-41: after a grant has covered a payment its refusal is the ledger's") func handedOver()
    throws
  {
    var pair = try Pair()
    let refusal = try pair.stage.refuse("Bob", payment: try pair.paid(5))
    try pair.stage.sync("Alice")
    #expect(throws: PurseError.unknownPayment) { try pair.stage.take("Alice", refusal) }
  }

  @Test("PUR-32: direct payments need a policy that has them") func noDirect() throws {
    var pair = try Pair { $0.direct = false }
    #expect(throws: PurseError.directNotAllowed) { try pair.paidDirect(5) }
    let forged = try pair.forgedPayment(Pair.sek(4), request: nil)
    #expect(throws: PurseError.directNotAllowed) { try pair.stage.accept("Bob", forged) }
    _ = try pair.stage.refuse("Bob", payment: forged)
  }

  @Test("PUR-25: a certificate of an unknown issuer is refused until its authority is taught")
  func unknownIssuer() throws {
    var pair = try Pair()
    var payment = try pair.paid(5)
    let other = try pair.otherIssuer(of: "Alice")
    payment.certificate = other.certificate
    #expect(throws: PurseError.unknownIssuer) { try pair.stage.accept("Bob", payment) }
    try pair.stage.run("Bob", .learnAuthority(other.authority))
    _ = try pair.stage.accept("Bob", payment)
  }

  @Test("PUR-25: a certificate known from the last payment is refused when a byte of it differs")
  func alteredAfterKnown() throws {
    var pair = try Pair(200)
    try pair.exchange(5)
    let payment = try pair.paid(5)
    let certificate = try #require(payment.certificate)
    for offset in certificate.indices {
      var altered = payment
      altered.certificate?[offset] ^= 1
      #expect(throws: PurseError.self) { try pair.stage.accept("Bob", altered) }
    }
    _ = try pair.stage.accept("Bob", payment)
    #expect(pair.stage.status("Bob")?.spendable == Pair.sek(10))
  }

  @Test("PUR-25: a certificate that its issuer did not sign is refused") func badCertificate()
    throws
  {
    var pair = try Pair()
    var payment = try pair.paid(5)
    var certificate = try #require(payment.certificate)
    certificate[certificate.count - 1] ^= 1
    payment.certificate = certificate
    #expect(throws: PurseError.badCertificate) { try pair.stage.accept("Bob", payment) }
    #expect(throws: PurseError.badCertificate) {
      var authority = [UInt8](pair.stage.bank.issuer)
      authority[authority.count - 1] ^= 1
      try pair.stage.run("Bob", .learnAuthority(authority))
    }
  }

  @Test("PUR-25: another purse's certificate counts up to its end and not after it") func expired()
    throws
  {
    var pair = try Pair()
    let end = ModelBank.start.adding(days: ModelBank.lifetimeDays)
    let payment = try pair.paid(5)
    try pair.stage.givePIN("Bob")
    let command = PurseCommand.accept(
      expected: pair.next("Bob"), payment: payment.message,
      certificate: payment.certificate ?? [], sealed: [])
    #expect(throws: PurseError.certificateExpired) {
      try pair.stage.purses["Bob"]?.execute(
        command, time: LedgerTime(seconds: end.seconds + 1))
    }
    _ = try pair.stage.purses["Bob"]?.execute(command, time: end)
    #expect(pair.stage.status("Bob")?.spendable == Pair.sek(5))
  }

  @Test("PUR-33: a payment whose signature does not hold is refused") func badSignature() throws {
    var pair = try Pair()
    var payment = try pair.paid(5)
    payment.message[payment.message.count - 1] ^= 1
    #expect(throws: PurseError.badSignature) { try pair.stage.accept("Bob", payment) }
  }

  @Test("PUR-31: a policy may have the payee verified before the money goes") func verifyPayee()
    throws
  {
    var pair = try Pair { $0.verifyPayee = true }
    var request = try pair.stage.request("Bob", Pair.sek(5))
    request.message[request.message.count - 1] ^= 1
    #expect(throws: PurseError.badSignature) { try pair.stage.pay("Alice", request) }
    request.message[request.message.count - 1] ^= 1
    let own = request.certificate
    request.certificate = nil
    #expect(throws: PurseError.malformed(.truncated)) { try pair.stage.pay("Alice", request) }
    request.certificate = own
    _ = try pair.stage.pay("Alice", request)
  }

  @Test("SYN-10: a grant for another request is refused") func otherGrant() throws {
    var pair = try Pair()
    let upload = try pair.stage.upload("Bob")
    let grant = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant
    try Self.refuses(.grantDoesNotMatch, &pair, "Alice", .applyGrant(grant))
  }

  @Test("SYN-10: a grant that the ledger did not sign is refused") func forgedGrant() throws {
    var pair = try Pair()
    let upload = try pair.stage.upload("Bob")
    var grant = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant
    grant[grant.count - 1] ^= 1
    try Self.refuses(.badSignature, &pair, "Bob", .applyGrant(grant))
  }

  @Test("PUR-12: a policy that is older, fixed, foreign or forged is refused") func policies()
    throws
  {
    var pair = try Pair()
    var older = pair.policy
    older.number = 0
    try Self.refuses(
      .policyRefused, &pair, "Bob", .updatePolicy([UInt8](pair.stage.bank.signed(older))))
    var foreign = pair.policy
    foreign.number = 2
    foreign.id = 10
    try Self.refuses(
      .policyRefused, &pair, "Bob", .updatePolicy([UInt8](pair.stage.bank.signed(foreign))))
    var newer = pair.policy
    newer.number = 2
    var forged = [UInt8](pair.stage.bank.signed(newer))
    forged[forged.count - 1] ^= 1
    try Self.refuses(.policyRefused, &pair, "Bob", .updatePolicy(forged))
    var fixed = try Pair { $0.fixed = true }
    try Self.refuses(
      .policyRefused, &fixed, "Bob", .updatePolicy([UInt8](fixed.stage.bank.signed(newer))))
  }

  @Test("PUR-2: a suspended purse ends what is open, unloads and syncs, and makes nothing new")
  func suspended() throws {
    var pair = try Pair()
    let payment = try pair.paid(5)
    let serial = try #require(pair.stage.serial("Bob"))
    try pair.stage.bank.ledger.suspend(serial)
    try pair.stage.sync("Bob")
    #expect(pair.stage.status("Bob")?.lifeCycle == .suspended)
    #expect(throws: PurseError.suspended) { try pair.stage.request("Bob", Pair.sek(1)) }
    #expect(throws: PurseError.suspended) { try pair.stage.accept("Bob", payment) }
    _ = try pair.stage.refuse("Bob", payment: payment)
    try pair.stage.sync("Bob")
  }

  @Test("PUR-2: a terminated purse does nothing") func terminated() throws {
    var pair = try Pair()
    let serial = try #require(pair.stage.serial("Bob"))
    pair.stage.bank.ledger.book.purses.update(serial) { $0.state = .terminated }
    try pair.stage.sync("Bob")
    #expect(throws: PurseError.terminated) { try pair.stage.givePIN("Bob") }
    #expect(throws: PurseError.terminated) { try pair.stage.upload("Bob") }
  }

  @Test("PUR-24: purses of different currencies do not pay each other") func currency() throws {
    var pair = try Pair()
    let yen = try #require(CurrencyCode(numeric: 392))
    let digest = try pair.bobRequest(currency: yen, reporting: .full)
    try Self.refuses(
      .wrongCurrency, &pair, "Alice",
      .pay(expected: pair.next("Alice"), request: digest.request, certificate: []))
  }

  @Test("PUR-24: a purse that reports totals only does not pay one that reports all (attack 32)")
  func reporting() throws {
    var pair = try Pair { $0.verifyPayee = true }
    let made = try pair.bobRequest(currency: pair.policy.currency, reporting: .totalsOnly)
    try Self.refuses(
      .reportingClassesDiffer, &pair, "Alice",
      .pay(
        expected: pair.next("Alice"), request: made.request, certificate: made.certificate))
  }
}
