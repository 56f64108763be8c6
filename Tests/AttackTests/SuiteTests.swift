import LedgerCrypto
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// Purses, issuers and ledgers of different suites, with real cryptography (docs/spec/suites.md).
@Testing.Suite struct SuiteTests {
  typealias RealPurse = MalleabilityTests.RealPurse
  static let known: [Wire.Suite] = [.es256, .edDSA]

  @Test(
    "SUI-1: purses of all suites pay each other, take decisions and sync",
    arguments: known, known)
  func pairs(_ payer: Wire.Suite, _ payee: Wire.Suite) throws {
    var bank = try RealBank()
    var alice = try bank.issue(1, payer)
    var bob = try bank.issue(2, payee)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
    let decision = try bank.accept(&bob, payment)
    try bank.take(&alice, decision)
    #expect(alice.status.doubts == 0)
    let other = try bank.pay(&alice, try bank.request(&bob, Play.sek(30)))
    try bank.take(&alice, try bank.refuse(&bob, other))
    #expect(alice.status.spendable == Play.sek(120))
    try bank.sync(&bob)
    try bank.sync(&alice)
    #expect(bank.ledger.book.purses[Serial(1)]?.shadow == Play.sek(120))
    #expect(bank.ledger.book.purses[Serial(2)]?.shadow == Play.sek(80))
    #expect(bank.ledger.book.proofs.rows.isEmpty && bank.ledger.book.isBalanced)
  }

  @Test("SUI-9: root, issuer and ledger of any suite serve purses of any", arguments: 0..<16)
  func authorities(_ bits: Int) throws {
    let suite = { (bit: Int) in Self.known[bits >> bit & 1] }
    var bank = try RealBank(root: suite(0), issuer: suite(1), ledger: suite(2))
    var alice = try bank.issue(1, suite(3))
    var bob = try bank.issue(2)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.payDirect(&alice, to: Serial(2), Play.sek(80))
    _ = try bank.accept(&bob, payment)
    try bank.sync(&bob)
    #expect(bob.status.spendable == Play.sek(80))
    #expect(bank.ledger.book.purses[Serial(2)]?.shadow == Play.sek(80))
  }

  @Test("SUI-9: a renewed certificate is signed with the issuer's suite and taken")
  func renewal() throws {
    var bank = try RealBank(issuer: .edDSA, ledger: .edDSA)
    var alice = try bank.issue(1)
    let later = ModelBank.start.adding(days: 350)
    try bank.sync(&alice, time: later)
    let certificate = try #require(alice.currentCertificate)
    #expect(certificate.content.notAfter == later.adding(days: 365))
    #expect(certificate.algorithm == .edDSA)
  }

  @Test("SUI-6: a payer who does not know the payee's suite pays nothing")
  func unknownToPayer() throws {
    var bank = try RealBank()
    var carol = try bank.issue(1, supports: .es256)
    var bob = try bank.issue(2, .edDSA)
    try bank.sync(&carol, load: Play.sek(200))
    let request = try bank.request(&bob, Play.sek(80))
    #expect(throws: PurseError.unsupportedSuite) { try bank.pay(&carol, request) }
    #expect(carol.status.spendable == Play.sek(200) && carol.status.sequence.value == 1)
  }

  @Test("SUI-6: nobody pays a payee who does not know his suite")
  func unknownToPayee() throws {
    var bank = try RealBank()
    var bob = try bank.issue(1, .edDSA)
    var carol = try bank.issue(2, supports: .es256)
    try bank.sync(&bob, load: Play.sek(200))
    let request = try bank.request(&carol, Play.sek(80))
    #expect(throws: PurseError.unsupportedSuite) { try bank.pay(&bob, request) }
    #expect(bob.status.spendable == Play.sek(200) && bob.status.doubts == 0)
  }

  @Test("SUI-5: a direct payment of an unknown suite is not accepted; refused, it comes back")
  func direct() throws {
    var bank = try RealBank()
    var bob = try bank.issue(1, .edDSA)
    var carol = try bank.issue(2, supports: .es256)
    try bank.sync(&bob, load: Play.sek(200))
    let payment = try bank.payDirect(&bob, to: Serial(2), Play.sek(80))
    #expect(throws: PurseError.unsupportedSuite) { try bank.accept(&carol, payment) }
    #expect(carol.status.spendable == .zero && carol.status.sequence == .none)
    try bank.take(&bob, try bank.refuse(&carol, payment))
    #expect(bob.status.spendable == Play.sek(200))
  }

  @Test("SUI-5: what a purse cannot verify, the ledger delivers to it")
  func delivered() throws {
    var bank = try RealBank()
    var bob = try bank.issue(1, .edDSA)
    var carol = try bank.issue(2, supports: .es256)
    try bank.sync(&bob, load: Play.sek(200))
    let payment = try bank.payDirect(&bob, to: Serial(2), Play.sek(80))
    #expect(throws: PurseError.unsupportedSuite) { try bank.accept(&carol, payment) }
    try bank.sync(&bob)
    try bank.sync(&carol)
    #expect(carol.status.spendable == Play.sek(80))
  }

  @Test("SUI-5: no key, root or authority of a suite that the purse does not know")
  func unsupportedKeys() throws {
    var bank = try RealBank()
    #expect(throws: PurseError.unsupportedSuite) {
      try bank.issue(1, .edDSA, supports: .es256)
    }
    for (number, bank) in [try RealBank(root: .edDSA), try RealBank(issuer: .edDSA)].enumerated() {
      var bank = bank
      #expect(throws: PurseError.unsupportedSuite) {
        try bank.issue(UInt64(number) + 3, supports: .es256)
      }
    }
    var carol = try bank.issue(2, supports: .es256)
    let key = try #require(SigningKey(.edDSA))
    let other = [UInt8](bank.authority(.issuer, AuthorityID(9), key))
    #expect(throws: PurseError.unsupportedSuite) { try carol.learn(authority: other.span.bytes) }
  }

  @Test("SUI-7: another suite makes another key, the same one the same, until it is certified")
  func keys() throws {
    var purse = RealPurse(
      crypto: SoftwarePurseCrypto(), storage: MemoryStorage(bankSize: 32_768))
    let first = try purse.generateKey(of: .edDSA)
    #expect(try purse.generateKey(of: .edDSA) == first)
    #expect(try purse.generateKey(of: .es256).suite == .es256)
    purse.powerUp()
    #expect(purse.publicKey?.suite == .es256)
    #expect(try purse.generateKey(of: .edDSA) != first)
    purse.powerUp()
    #expect(purse.publicKey?.suite == .edDSA, "and it outlives power")
  }

  @Test("SUI-3: an envelope of another algorithm does not hold at a purse", arguments: known)
  func relabelledPayment(_ suite: Wire.Suite) throws {
    var bank = try RealBank()
    var alice = try bank.issue(1, suite)
    var bob = try bank.issue(2)
    try bank.sync(&alice, load: Play.sek(200))
    var payment = try bank.payDirect(&alice, to: Serial(2), Play.sek(80))
    let signed = try Signed<Payment>(payment.message.span.bytes)
    payment.message = [UInt8](Self.relabelled(signed))
    #expect(throws: PurseError.badSignature) { try bank.accept(&bob, payment) }
    #expect(bob.status.sequence == .none)
  }

  @Test("SUI-3: an envelope of another algorithm does not hold at the ledger", arguments: known)
  func relabelledUpload(_ suite: Wire.Suite) throws {
    var bank = try RealBank()
    var alice = try bank.issue(1, suite)
    var packet = try bank.upload(&alice)
    let signed = try Signed<SyncRequest>(packet.message.span.bytes)
    packet.message = [UInt8](Self.relabelled(signed))
    #expect(throws: LedgerError.badSignature) {
      try bank.ledger.sync(packet, time: ModelBank.start)
    }
    #expect(bank.ledger.book.purses[Serial(1)]?.grantNumber == GrantNumber(0))
  }

  @Test("SUI-4: a payee who claims a payment under another algorithm convicts himself alone")
  func relabelledEntry() throws {
    var bank = try RealBank()
    var alice = try bank.issue(1, .edDSA)
    var bob = try bank.issue(2)
    try bank.sync(&alice, load: Play.sek(200))
    _ = try bank.accept(&bob, try bank.payDirect(&alice, to: Serial(2), Play.sek(80)))
    var packet = try bank.upload(&bob)
    let message = try #require(packet.items.last?.payment)
    let signed = try Signed<Payment>(message.span.bytes)
    packet.items[packet.items.count - 1].payment = [UInt8](Self.relabelled(signed))
    #expect(throws: LedgerError.garbledUpload) {
      try bank.ledger.sync(packet, time: ModelBank.start)
    }
    #expect(bank.ledger.book.proofs.rows.isEmpty)
    try bank.sync(&bob)
    #expect(bank.ledger.book.purses[Serial(2)]?.shadow == Play.sek(80))
  }

  /// The same content and signature, in the envelope of the other algorithm.
  private static func relabelled<Content: MessageContent>(
    _ message: Signed<Content>
  ) -> Signed<Content> {
    Signed(
      content: message.content, signature: message.signature,
      algorithm: message.algorithm == .es256 ? .edDSA : .es256)
  }
}
