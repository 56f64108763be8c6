import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Of several errors that apply, the first in order is answered (PUR-5): everything is wrong at once, and one
/// thing after the other is mended.
struct PrecedenceTests {
  /// Gives every purse the next policy, carried by anyone.
  static func mend(
    _ pair: inout Pair, _ name: String, _ policy: inout Policy, _ change: (inout Policy) -> Void
  ) throws {
    policy.number += 1
    change(&policy)
    try pair.stage.run(name, .updatePolicy([UInt8](pair.stage.bank.signed(policy))))
  }

  static let late = ModelBank.start.adding(days: 400)

  static func everythingWrong(_ policy: inout Policy) {
    policy.validUntil = ModelBank.start
    policy.daysSinceSync = 1
    policy.largestPayment = Pair.sek(50)
    policy.operations = 0
    policy.sumSent = Pair.sek(10)
    policy.sumReceived = Pair.sek(10)
    policy.largestBalance = Pair.sek(20)
  }

  @Test("PUR-21: the checks of a payment come in their order") func pay() throws {
    var pair = try Pair()
    let request = try pair.stage.request("Bob", Pair.sek(300))
    var policy = pair.policy
    try Self.mend(&pair, "Alice", &policy, Self.everythingWrong)
    let good = PurseCommand.pay(
      expected: pair.next("Alice"), request: request.message, certificate: [])
    func expect(_ error: PurseError, _ command: PurseCommand, _ time: LedgerTime?) {
      #expect(throws: error) { try pair.stage.purses["Alice"]?.execute(command, time: time) }
    }
    expect(
      .malformed(.truncated), .pay(expected: .none, request: [], certificate: []), Self.late)
    expect(
      .outOfOrder(next: 2),
      .pay(expected: SequenceNumber(7), request: request.message, certificate: []), Self.late)
    expect(.pinRequired, good, Self.late)
    try pair.stage.givePIN("Alice")
    expect(.policyExpired, good, Self.late)
    try Self.mend(&pair, "Alice", &policy) { $0.validUntil = nil }
    expect(.syncOverdue, good, Self.late)
    try Self.mend(&pair, "Alice", &policy) { $0.daysSinceSync = nil }
    expect(.certificateExpired, good, Self.late)
    expect(.aboveLargestPayment, good, nil)
    try Self.mend(&pair, "Alice", &policy) { $0.largestPayment = nil }
    expect(.operationsUsedUp, good, nil)
    try Self.mend(&pair, "Alice", &policy) { $0.operations = nil }
    expect(.sumUsedUp, good, nil)
    try Self.mend(&pair, "Alice", &policy) { $0.sumSent = nil }
    expect(.insufficientFunds, good, nil)
  }

  @Test("PUR-22: the checks of a request come in their order") func request() throws {
    var pair = try Pair()
    for _ in 0..<PurseLimits.openRequests { _ = try pair.stage.request("Bob", Pair.sek(1)) }
    var policy = pair.policy
    try Self.mend(&pair, "Bob", &policy, Self.everythingWrong)
    let good = PurseCommand.request(number: RequestNumber(9), amount: Pair.sek(300))
    func expect(_ error: PurseError, _ command: PurseCommand, _ time: LedgerTime?) {
      #expect(throws: error) { try pair.stage.purses["Bob"]?.execute(command, time: time) }
    }
    expect(
      .outOfOrder(next: 9), .request(number: RequestNumber(10), amount: .zero), Self.late)
    expect(.amountZero, .request(number: RequestNumber(9), amount: .zero), Self.late)
    expect(.policyExpired, good, Self.late)
    try Self.mend(&pair, "Bob", &policy) { $0.validUntil = nil }
    expect(.syncOverdue, good, Self.late)
    try Self.mend(&pair, "Bob", &policy) { $0.daysSinceSync = nil }
    expect(.certificateExpired, good, Self.late)
    expect(.aboveLargestPayment, good, nil)
    try Self.mend(&pair, "Bob", &policy) { $0.largestPayment = nil }
    expect(.operationsUsedUp, good, nil)
    try Self.mend(&pair, "Bob", &policy) { $0.operations = nil }
    expect(.sumUsedUp, good, nil)
    try Self.mend(&pair, "Bob", &policy) { $0.sumReceived = nil }
    expect(.balanceLimit, good, nil)
    try Self.mend(&pair, "Bob", &policy) { $0.largestBalance = nil }
    expect(.syncFirst, good, nil)
  }

  @Test("PUR-33: the checks of an acceptance come in their order") func accept() throws {
    var pair = try Pair { $0.pinToReceive = true }
    let payment = try pair.paidDirect(30)
    let other = try pair.otherIssuer(of: "Alice")
    var forged = payment.message
    forged[forged.count - 1] ^= 1
    var policy = pair.policy
    try Self.mend(&pair, "Bob", &policy) {
      Self.everythingWrong(&$0)
      $0.direct = false
    }
    let next = pair.next("Bob")
    func expect(
      _ error: PurseError, _ message: [UInt8], _ certificate: [UInt8], _ time: LedgerTime?,
      at place: SequenceNumber? = nil
    ) {
      let command = PurseCommand.accept(
        expected: place ?? next, payment: message, certificate: certificate, sealed: [])
      #expect(throws: error) { try pair.stage.purses["Bob"]?.execute(command, time: time) }
    }
    let own = payment.certificate ?? []
    var badCertificate = own
    badCertificate[own.count - 1] ^= 1
    expect(.malformed(.truncated), [], [], Self.late)
    expect(.outOfOrder(next: 1), forged, [], Self.late, at: SequenceNumber(5))
    expect(.directNotAllowed, forged, [], Self.late)
    try Self.mend(&pair, "Bob", &policy) { $0.direct = true }
    expect(.malformed(.truncated), forged, [], Self.late)
    expect(.unknownIssuer, forged, other.certificate, Self.late)
    expect(.badCertificate, forged, badCertificate, Self.late)
    expect(.certificateExpired, forged, own, Self.late)
    expect(.badSignature, forged, own, nil)
    expect(.pinRequired, payment.message, own, nil)
    try pair.stage.givePIN("Bob")
    expect(.policyExpired, payment.message, own, nil)
    try Self.mend(&pair, "Bob", &policy) { $0.validUntil = nil }
    expect(.operationsUsedUp, payment.message, own, nil)
    try Self.mend(&pair, "Bob", &policy) { $0.operations = nil }
    expect(.sumUsedUp, payment.message, own, nil)
    try Self.mend(&pair, "Bob", &policy) { $0.sumReceived = nil }
    expect(.balanceLimit, payment.message, own, nil)
    try Self.mend(&pair, "Bob", &policy) { $0.largestBalance = nil }
    _ = try pair.stage.accept("Bob", payment)
  }

  @Test("PUR-45: the checks of an unload come in their order") func unload() throws {
    var pair = try Pair()
    func expect(_ error: PurseError, _ place: UInt64, _ amount: Amount) {
      #expect(throws: error) {
        try pair.stage.run(
          "Alice", .unload(expected: SequenceNumber(place), amount: amount))
      }
    }
    expect(.outOfOrder(next: 2), 9, .zero)
    expect(.pinRequired, 2, .zero)
    try pair.stage.givePIN("Alice")
    expect(.amountZero, 2, .zero)
    expect(.insufficientFunds, 2, Pair.sek(201))
  }

  @Test("SYN-10: a grant that does not match is refused for that before its signature") func grant()
    throws
  {
    var pair = try Pair()
    var grant = try pair.stage.bank.ledger.sync(
      try pair.stage.upload("Bob"), time: pair.stage.time
    ).grant
    grant[grant.count - 1] ^= 1
    try RefusalTests.refuses(.grantDoesNotMatch, &pair, "Alice", .applyGrant(grant))
  }

  @Test("PUR-11: an authority of another currency is refused before its signature") func authority()
    throws
  {
    var pair = try Pair()
    var content = pair.stage.bank.issuer.content
    content.currency = try #require(CurrencyCode(numeric: 392))
    let unsigned = [UInt8](Signed(content: content, signature: .zero))
    try RefusalTests.refuses(.wrongCurrency, &pair, "Bob", .learnAuthority(unsigned))
    content.currency = pair.policy.currency
    content.id = AuthorityID(0xC1)
    let forged = [UInt8](Signed(content: content, signature: .zero))
    try RefusalTests.refuses(.badCertificate, &pair, "Bob", .learnAuthority(forged))
  }

  @Test("PUR-1: a refused command changes nothing and leaves the PIN verified") func refused()
    throws
  {
    var pair = try Pair()
    let before = try pair.picture("Alice")
    let writes = pair.stage.purses["Alice"]?.storage.operations ?? 0
    try pair.stage.givePIN("Alice")
    let serial = try #require(pair.stage.serial("Bob"))
    func pay(_ units: UInt64) throws {
      try pair.stage.run(
        "Alice",
        .payDirect(
          expected: SequenceNumber(2), amount: Pair.sek(units), payee: serial, certificate: []))
    }
    #expect(throws: PurseError.insufficientFunds) { try pay(201) }
    #expect(try pair.picture("Alice") == before)
    // The two writes are those of the PIN.
    #expect(pair.stage.purses["Alice"]?.storage.operations == writes + 2)
    try pay(200)
  }

  @Test("PUR-3: after storage failed nothing goes until the purse is opened anew") func halted()
    throws
  {
    var pair = try Pair()
    var storage = try #require(pair.stage.purses["Alice"]).storage
    storage.powerFailsAfter = 0
    pair.stage.purses["Alice"]?.log.storage = storage
    #expect(throws: PurseError.storage) { try pair.stage.request("Alice", Pair.sek(1)) }
    for command in [PurseCommand.verifyPIN(PINTests.right), .syncRequest(SyncWishes())] {
      #expect(throws: PurseError.storage) { try pair.stage.run("Alice", command) }
    }
    let halted = try #require(pair.stage.purses["Alice"])
    pair.stage.purses["Alice"] = Pair.reopened(halted)
    _ = try pair.stage.request("Alice", Pair.sek(1))
  }

  @Test("PUR-10: what does not belong together is not installed") func personalisation() throws {
    let pair = try Pair()
    let alice = try #require(pair.stage.purses["Alice"]?.currentCertificate)
    var purse = ModelPurse(
      crypto: ModelPurseCrypto(seed: 50), storage: MemoryStorage(bankSize: 32_768))
    func data(_ policy: Signed<Policy>, _ certificate: Signed<Certificate>) -> Personalisation {
      Personalisation(
        certificate: certificate, issuer: pair.stage.bank.issuer,
        ledger: pair.stage.bank.authority, policy: policy, rootKey: pair.stage.bank.rootKey,
        purseKey: PurseKey(.zero), time: ModelBank.start)
    }
    let policy = pair.stage.bank.signed(pair.policy)
    #expect(throws: PurseError.notPersonalised) {
      try purse.personalise(data(policy, alice), pin: PINTests.pin(PINTests.right))
    }
    var content = alice.content
    content.key = try purse.generateKey()
    #expect(throws: PurseError.notForThisPurse) {
      try purse.personalise(data(policy, alice), pin: PINTests.pin(PINTests.right))
    }
    let unsigned = Signed(content: content, signature: .zero)
    #expect(throws: PurseError.badCertificate) {
      try purse.personalise(data(policy, unsigned), pin: PINTests.pin(PINTests.right))
    }
    var crypto = ModelPurseCrypto(seed: 1)
    let certificate = Signed(
      content: content,
      signature: crypto.sign(content.digest(hash: crypto), with: KeyHandle(Word32(5, 6, 7, 8))))
    let forged = Signed(content: pair.policy, signature: .zero)
    #expect(throws: PurseError.policyRefused) {
      try purse.personalise(data(forged, certificate), pin: PINTests.pin(PINTests.right))
    }
    try purse.personalise(data(policy, certificate), pin: PINTests.pin(PINTests.right))
    #expect(purse.status.lifeCycle == .active)
    #expect(throws: PurseError.alreadyPersonalised) {
      try purse.personalise(data(policy, certificate), pin: PINTests.pin(PINTests.right))
    }
  }
}
