import LedgerCrypto
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// ES256 together with ML-DSA-65 (docs/spec/suites.md, SUI-20 to SUI-30). The attacker signs as any key of suites 1
/// and 2, makes the first half of every signature of suite 3, and carries all messages.
struct TwoSignaturesTests {
  typealias RealPurse = MalleabilityTests.RealPurse

  static func bank(_ change: (inout Policy) -> Void = { _ in }) throws -> RealBank {
    try RealBank(
      root: .es256MLDSA65, issuer: .es256MLDSA65, ledger: .es256MLDSA65, change)
  }

  /// Ways to damage the second signatures beside a message.
  enum Damage: CaseIterable {
    case stripped, noKey, altered, ofAnotherMessage, byAnotherKey

    /// Who knows the key from before need not be brought it again.
    static let ofSignatures: [Damage] = [.stripped, .altered, .ofAnotherMessage, .byAnotherKey]

    func done(to packet: Packet, by key: PublicKey) throws -> Packet {
      var packet = packet
      let all = SecondSignatures(packet.seconds, hash: SoftwareHash())
      let others = all.filtered { $0.key != key.y }
      let own = all.filtered { $0.key == key.y }
      var kept = others
      let thief = try #require(SigningKey(.es256MLDSA65))
      for (name, signature) in own.signatures {
        var signature = signature
        switch self {
        case .stripped: continue
        case .noKey:
          kept.form(union: own)
          packet.seconds = kept.items.filter { $0 != own.keys[key.y] }
          return packet
        case .altered: signature[100] ^= 1
        case .ofAnotherMessage:
          let other = Digest(Word32(1, 2, 3, 4))
          signature = all.signatures.first { $0.key != name }?.value ?? signature
          if own.signatures.count == all.signatures.count {
            signature = try #require(thief.second(of: other)).signature
          }
        case .byAnotherKey:
          signature = try #require(thief.second(of: name.digest)).signature
        }
        let ownKey = try #require(own.keys[key.y])
        let second = try #require(SecondSignature(key: ownKey, signature: signature))
        kept.add(second, of: name.digest, by: key)
      }
      packet.seconds = kept.items
      return packet
    }
  }

  private func key(_ purse: inout RealPurse) throws -> PublicKey {
    try #require(purse.currentCertificate?.content.key)
  }

  @Test(
    "SUI-21: a purse of suite 3 pays, is paid, is refused and syncs, with purses of every suite that know it",
    arguments: Wire.Suite.allCases, Wire.Suite.allCases)
  func pairs(_ payer: Wire.Suite, _ payee: Wire.Suite) throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, payer, supports: .all)
    var bob = try bank.issue(2, payee, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
    try bank.take(&alice, try bank.accept(&bob, payment))
    let other = try bank.pay(&alice, try bank.request(&bob, Play.sek(30)))
    try bank.take(&alice, try bank.refuse(&bob, other))
    #expect(alice.status.spendable == Play.sek(120) && alice.status.doubts == 0)
    try bank.sync(&bob)
    try bank.sync(&alice)
    #expect(bank.ledger.book.purses[Serial(1)]?.shadow == Play.sek(120))
    #expect(bank.ledger.book.purses[Serial(2)]?.shadow == Play.sek(80))
    #expect(bank.ledger.book.proofs.rows.isEmpty && bank.ledger.book.isBalanced)
  }

  @Test(
    "SUI-21: without both signatures no purse takes a payment of suite 3",
    arguments: Damage.allCases)
  func payment(_ damage: Damage) throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    var bob = try bank.issue(2, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
    let damaged = try damage.done(to: payment, by: try key(&alice))
    #expect(throws: PurseError.badSignature) { try bank.accept(&bob, damaged) }
    #expect(bob.status.spendable == .zero && bob.status.sequence == .none)
    try bank.take(&alice, try bank.accept(&bob, payment))
    #expect(bob.status.spendable == Play.sek(80), "the whole one is taken afterwards")
  }

  @Test("SUI-21: the ML-DSA half alone is not enough either")
  func otherHalf() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    var bob = try bank.issue(2, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    var payment = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
    let signed = try Signed<Payment>(payment.message.span.bytes)
    let thief = try #require(SigningKey(.es256))
    payment.message = [UInt8](thief.sign(signed.content))
    #expect(throws: PurseError.badSignature) { try bank.accept(&bob, payment) }
    #expect(bob.status.sequence == .none)
  }

  @Test("SUI-21: a payment without both signatures is not settled", arguments: Damage.allCases)
  func carried(_ damage: Damage) throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    var carol = try bank.issue(3, supports: .all)
    _ = try bank.issue(2, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.payDirect(&alice, to: Serial(2), Play.sek(80))
    try bank.sync(&carol, documents: [try damage.done(to: payment, by: try key(&alice))])
    #expect(bank.ledger.book.purses[Serial(2)]?.shadow == .zero)
    #expect(bank.ledger.book.payments.rows.isEmpty)
    try bank.sync(&carol, documents: [payment])
    #expect(bank.ledger.book.purses[Serial(2)]?.shadow == Play.sek(80))
  }

  @Test("SUI-21: a refusal without both signatures refunds nothing", arguments: Damage.ofSignatures)
  func refusal(_ damage: Damage) throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, supports: .all)
    var bob = try bank.issue(2, .es256MLDSA65, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
    let refusal = try bank.refuse(&bob, payment)
    let damaged = try damage.done(to: refusal, by: try key(&bob))
    #expect(throws: PurseError.badSignature) { try bank.take(&alice, damaged) }
    #expect(alice.status.spendable == Play.sek(120) && alice.status.doubts == 1)
    try bank.take(&alice, refusal)
    #expect(alice.status.spendable == Play.sek(200))
  }

  @Test(
    "SUI-24: a report without both signatures changes nothing and blames nobody",
    arguments: Damage.allCases)
  func report(_ damage: Damage) throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    let upload = try bank.upload(&alice, load: Play.sek(200))
    let damaged = try damage.done(to: upload, by: try key(&alice))
    #expect(throws: LedgerError.secondSignatureMissing) {
      try bank.ledger.sync(damaged, time: ModelBank.start)
    }
    #expect(bank.ledger.book.purses[Serial(1)]?.grantNumber == GrantNumber(0))
    #expect(bank.ledger.book.purses[Serial(1)]?.state == .active)
    try bank.sync(&alice)
    #expect(alice.status.spendable == Play.sek(200), "the whole one is booked")
  }

  @Test(
    "SUI-24: an upload without a second signature that it rests on books nothing and blames nobody",
    arguments: Damage.allCases, [true, false])
  func upload(_ damage: Damage, isDecision: Bool) throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, isDecision ? .es256 : .es256MLDSA65, supports: .all)
    var bob = try bank.issue(2, isDecision ? .es256MLDSA65 : .es256, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
    let decision = isDecision ? try bank.refuse(&bob, payment) : try bank.accept(&bob, payment)
    try bank.take(&alice, decision)
    let signer = try isDecision ? key(&bob) : key(&alice)
    let upload = isDecision ? try bank.upload(&alice) : try bank.upload(&bob)
    let damaged = try damage.done(to: upload, by: signer)
    let before = bank.ledger.book.purses[Serial(isDecision ? 1 : 2)]
    #expect(throws: LedgerError.secondSignatureMissing) {
      try bank.ledger.sync(damaged, time: ModelBank.start)
    }
    #expect(bank.ledger.book.purses[Serial(isDecision ? 1 : 2)] == before)
    #expect(bank.ledger.book.proofs.rows.isEmpty)
    if isDecision { try bank.sync(&alice) } else { try bank.sync(&bob) }
    #expect(bank.ledger.book.proofs.rows.isEmpty && bank.ledger.book.isBalanced)
    #expect(
      bank.ledger.book.purses[Serial(isDecision ? 1 : 2)]?.shadow
        == Play.sek(isDecision ? 200 : 80))
  }

  @Test("SUI-25: a grant without both signatures is not applied", arguments: Damage.ofSignatures)
  func grant(_ damage: Damage) throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    let outcome = try bank.ledger.sync(
      try bank.upload(&alice, load: Play.sek(200)), time: ModelBank.start)
    let ledger = try #require(bank.ledger.rules.ledgerKey)
    alice.bring(try damage.done(to: outcome.packet, by: ledger).seconds)
    #expect(throws: PurseError.badSignature) {
      _ = try alice.execute(.applyGrant(outcome.grant), time: nil)
    }
    #expect(alice.status.spendable == .zero)
    alice.bring(outcome.seconds)
    _ = try alice.execute(.applyGrant(outcome.grant), time: nil)
    #expect(alice.status.spendable == Play.sek(200))
  }

  @Test("SUI-25: no purse of suite 3 under a weaker root, issuer or ledger", arguments: 0..<7)
  func weakChain(_ bits: Int) throws {
    let suite = { (bit: Int) in bits >> bit & 1 == 1 ? Wire.Suite.es256MLDSA65 : .es256 }
    var bank = try RealBank(root: suite(0), issuer: suite(1), ledger: suite(2))
    #expect(throws: PurseError.badCertificate) {
      _ = try bank.issue(1, .es256MLDSA65, supports: .all)
    }
    _ = try bank.issue(2, supports: .all)
  }

  @Test("SUI-25: a certificate of suite 3 by a weaker issuer does not count at anybody's purse")
  func weakIssuer() throws {
    var bank = try Self.bank()
    var bob = try bank.issue(2, supports: .all)
    // An issuer of suite 1 that the root has certified, as for purses of an older make.
    let weak = try #require(SigningKey(.es256))
    let authority = bank.authority(.issuer, AuthorityID(9), weak)
    bob.bring(bank.rootSeconds(of: authority.digest(hash: SoftwareHash())).items)
    try bob.learn(authority: [UInt8](authority).span.bytes)
    let thief = try #require(SigningKey(.es256MLDSA65))
    var content = try #require(bob.currentCertificate).content
    content.issuer = AuthorityID(9)
    content.serial = Serial(77)
    content.key = thief.publicKey
    let forged = [UInt8](weak.sign(content))
    #expect(throws: PurseError.badCertificate) { try bob.check(certificate: forged.span.bytes) }
  }

  @Test("SUI-25: a purse of suite 3 learns no ledger of a weaker suite")
  func weakLedger() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    let weak = try #require(SigningKey(.es256))
    let authority = bank.authority(.ledger, AuthorityID(2), weak, days: 9_000)
    alice.bring(bank.rootSeconds(of: authority.digest(hash: SoftwareHash())).items)
    let message = [UInt8](authority)
    #expect(throws: PurseError.badCertificate) { try alice.learn(authority: message.span.bytes) }
  }

  @Test("SUI-25: nobody moves to suite 3 under a weaker chain, and everybody under a whole one")
  func moves() throws {
    for isWhole in [false, true] {
      let chain = isWhole ? Wire.Suite.es256MLDSA65 : .es256
      var bank = try RealBank(root: .es256MLDSA65, issuer: .es256MLDSA65, ledger: chain) {
        $0.suite = .es256MLDSA65
      }
      var alice = try bank.issue(1, supports: .all)
      try bank.sync(&alice, load: Play.sek(200))
      let suite = try key(&alice).suite
      #expect(suite == (isWhole ? .es256MLDSA65 : .es256))
      var bob = try bank.issue(2, supports: .all)
      let payment = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
      try bank.take(&alice, try bank.accept(&bob, payment))
      try bank.sync(&bob)
      try bank.sync(&alice)
      #expect(bank.ledger.book.purses[Serial(1)]?.shadow == Play.sek(120))
      #expect(bank.ledger.book.proofs.rows.isEmpty && bank.ledger.book.isBalanced)
    }
  }

  @Test("SUI-23: a purse countersigns what it has stored and nothing that is brought to it")
  func decidesFirst() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    var bob = try bank.issue(2, .es256MLDSA65, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let own = try key(&alice)
    let before = alice.secondSignatures.filtered { $0.key == own.y }
    // Somebody who can make the first half brings a payment in her name, and a request to pay too much.
    let forged = Payment(
      payer: Serial(1), sequence: alice.status.sequence.next, previous: .start,
      amount: Play.sek(80), payee: Serial(2), request: nil, verification: .pin, sealed: nil)
    let thief = try #require(SigningKey(.es256))
    let message = [UInt8](thief.sign(forged))
    _ = try? alice.execute(.refusePayment(expected: alice.status.sequence.next, payment: message))
    _ = try? alice.execute(
      .accept(
        expected: alice.status.sequence.next, payment: message, certificate: [], sealed: []))
    let request = try bank.request(&bob, Play.sek(500))
    #expect(throws: PurseError.insufficientFunds) { try bank.pay(&alice, request) }
    let after = alice.secondSignatures.filtered { $0.key == own.y }
    #expect(after == before)
  }

  @Test("SUI-23: a payment whose power goes before it is stored has no second signature")
  func tornPayment() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    var bob = try bank.issue(2, .es256MLDSA65, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let request = try bank.request(&bob, Play.sek(80))
    let own = try key(&alice)
    let before = alice.secondSignatures.filtered { $0.key == own.y }
    var storage = alice.storage
    storage.powerFailsAfter = 0
    alice = RealPurse(crypto: alice.crypto, storage: storage)
    #expect(throws: PurseError.storage) { try bank.pay(&alice, request) }
    #expect(alice.secondSignatures.filtered { $0.key == own.y } == before)
    storage = alice.storage
    storage.powerFailsAfter = nil
    alice = RealPurse(crypto: alice.crypto, storage: storage)
    let payment = try bank.pay(&alice, request)
    _ = try bank.accept(&bob, payment)
    #expect(bob.status.spendable == Play.sek(80))
  }

  @Test("SUI-23: what was countersigned is countersigned again whenever it is sent again")
  func again() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    var bob = try bank.issue(2, .es256MLDSA65, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let request = try bank.request(&bob, Play.sek(80))
    let place = alice.status.sequence.next
    let payment = try bank.pay(&alice, request)
    // Whoever keeps second signatures beside the purse has lost them.
    let own = try key(&alice)
    alice.crypto.seconds.keep { $0.key != own.y }
    guard case .payment(let message, _) = try alice.execute(.payment(at: place), time: nil) else {
      throw UnexpectedReply()
    }
    var packet = Packet(kind: .payment, message: message, certificate: payment.certificate)
    packet = try alice.withSeconds(packet)
    _ = try bank.accept(&bob, packet)
    #expect(bob.status.spendable == Play.sek(80))
  }

  @Test("SUI-26: a carrier who drops what speaks for a new certificate makes the purse wait")
  func droppedCertificate() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    let later = ModelBank.start.adding(days: 350)
    let outcome = try bank.ledger.sync(try bank.upload(&alice), time: later)
    let grant = try Signed<SyncGrant>(outcome.grant.span.bytes)
    let renewed = try #require(grant.content.certificate)
    let digest = renewed.digest(hash: SoftwareHash())
    let all = SecondSignatures(outcome.seconds, hash: SoftwareHash())
    alice.bring(all.filtered { $0.digest != digest }.items)
    #expect(throws: PurseError.badSignature) {
      _ = try alice.execute(.applyGrant(outcome.grant), time: nil)
    }
    alice.bring(outcome.seconds)
    _ = try alice.execute(.applyGrant(outcome.grant), time: nil)
    #expect(alice.currentCertificate?.content == renewed.content)
  }

  @Test("SUI-22: what holds is kept until a grant covers it, and nothing else is")
  func kept() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    var bob = try bank.issue(2, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    let payment = try bank.payDirect(&alice, to: Serial(2), Play.sek(80))
    let payer = try key(&alice)
    for damage in [Damage.altered, .ofAnotherMessage, .byAnotherKey] {
      bob.bring(try damage.done(to: payment, by: payer).seconds)
      #expect(bob.secondSignatures.filtered { $0.key == payer.y }.isEmpty)
    }
    _ = try bank.accept(&bob, payment)
    #expect(!bob.secondSignatures.filtered { $0.key == payer.y }.isEmpty)
    // Somebody brings a wrong one afterwards: it does not take the right one's place.
    bob.bring(try Damage.altered.done(to: payment, by: payer).seconds)
    try bank.sync(&bob)
    #expect(bank.ledger.book.purses[Serial(2)]?.shadow == Play.sek(80))
    #expect(bob.secondSignatures.filtered { $0.key == payer.y }.isEmpty, "it is the ledger's now")
  }

  @Test(
    "SUI-28: the half of a key of suite 3 is certified for nobody, and proves nothing of its purse")
  func half() throws {
    var bank = try Self.bank()
    let keys = try #require(SigningKey(.es256MLDSA65))
    _ = try bank.register(keys.publicKey, 1)
    let half = keys.publicKey.x
    #expect(throws: LedgerError.halfOfAnotherKey) {
      _ = try bank.register(PublicKey(x: half, y: Word32(5, 6, 7, 8)), 2)
    }
    #expect(bank.ledger.book.purses[Serial(2)] == nil)
  }

  @Test("SUI-27: who pays twice with one number is convicted by both signatures of both payments")
  func fork() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    var bob = try bank.issue(2, supports: .all)
    var carol = try bank.issue(3, .es256MLDSA65, supports: .all)
    try bank.sync(&alice, load: Play.sek(200))
    var copy = alice
    let first = try bank.pay(&alice, try bank.request(&bob, Play.sek(80)))
    let second = try bank.pay(&copy, try bank.request(&carol, Play.sek(90)))
    _ = try bank.accept(&bob, first)
    _ = try bank.accept(&carol, second)
    try bank.sync(&bob)
    try bank.sync(&carol)
    let row = try #require(bank.ledger.book.proofs.rows.values.first)
    #expect(row.serial == Serial(1) && row.kind == .fork)
    let proof = try Packet(row.packet)
    #expect(try bank.verify(proof) == ProvenFault(serial: Serial(1), kind: .fork))
    var stripped = proof
    stripped.seconds = []
    #expect(throws: ProofError.self) { try bank.verify(stripped) }
    stripped = proof
    stripped.documents = try proof.documents.map {
      var document = try Packet($0)
      document.seconds = []
      return document.bytes
    }
    #expect(throws: ProofError.badSignature) { try bank.verify(stripped) }
  }

  @Test("SUI-6: who does not know suite 3 pays no payee of suite 3, and is paid by none")
  func unknown() throws {
    var bank = try Self.bank()
    var alice = try bank.issue(1, .es256MLDSA65, supports: .all)
    let request = try Signed<Request>(
      try bank.request(&alice, Play.sek(80)).message.span.bytes)
    #expect(request.content.suites == .all.union(.decidesInSuite3))
    var other = try RealBank()
    var carol = try other.issue(5)
    try other.sync(&carol, load: Play.sek(200))
    let packet = Packet(kind: .request, message: [UInt8](request))
    #expect(throws: PurseError.unsupportedSuite) { try other.pay(&carol, packet) }
    #expect(carol.status.spendable == Play.sek(200))
  }

  @Test("SUI-30: below its policy's floor a purse asks nobody and takes nothing")
  func floor() throws {
    var bank = try Self.bank { $0.suiteFloor = .es256MLDSA65 }
    var old = try bank.issue(1, supports: .all)
    var bob = try bank.issue(2, .es256MLDSA65, supports: .all)
    var alice = try bank.issue(3, .es256MLDSA65, supports: .all)
    try bank.sync(&old, load: Play.sek(200))
    try bank.sync(&alice, load: Play.sek(200))
    let request = try bank.request(&bob, Play.sek(80))
    #expect(throws: PurseError.unsupportedSuite) { try bank.pay(&old, request) }
    #expect(old.status.spendable == Play.sek(200), "nothing was debited")
    let direct = try bank.payDirect(&old, to: Serial(2), Play.sek(30))
    #expect(throws: PurseError.unsupportedSuite) { try bank.accept(&bob, direct) }
    try bank.take(&old, try bank.refuse(&bob, direct))
    #expect(old.status.spendable == Play.sek(200), "and a direct payment comes back")
    try bank.take(&alice, try bank.accept(&bob, try bank.pay(&alice, request)))
    #expect(bob.status.spendable == Play.sek(80))
  }
}
