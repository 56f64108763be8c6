import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// What a key can be asked to sign, and whose it is to be.
enum Statement: String, CaseIterable, Sendable {
  case certificate, renewedCertificate, issuer, ledger, succession, policy, blockList, grant,
    request, payment, acceptance, refusal, operators

  var signer: Role {
    switch self {
    case .certificate, .renewedCertificate: .issuer
    case .issuer, .ledger, .succession, .operators: .root
    case .policy, .blockList, .grant: .ledger
    case .request, .payment, .acceptance, .refusal: .otherPurse
    }
  }
}

@Suite("Every key in every role") struct WrongRoleTests {
  @Test(
    "KEY-26: signs for its own role and is refused in every other", arguments: Statement.allCases)
  func roles(statement: Statement) throws {
    let bank = try RoleBank()
    for role in Role.allCases {
      var alice = try bank.purse(1)
      if [.request, .acceptance, .refusal].contains(statement) { try load(&alice, bank) }
      if statement == .request { try verifyPayees(&alice, bank) }
      let before = alice.storage.image
      let isTaken = try attempt(statement, by: role, on: &alice, bank)
      #expect(isTaken == (role == statement.signer), "\(statement) by \(role)")
      if !isTaken { expectAsBefore(statement, alice, before, "\(statement) by \(role)") }
    }
  }

  /// What is refused leaves the purse as it was; where the way there has written something, its money.
  private func expectAsBefore(
    _ statement: Statement, _ alice: RealPurse, _ before: [UInt8], _ words: Comment
  ) {
    let status = alice.status
    switch statement {
    case .acceptance, .refusal:
      #expect(status.spendable.minorUnits == 900 && status.doubts == 1, words)
    case .request: #expect(status.spendable.minorUnits == 1_000 && status.doubts == 0, words)
    case .grant: #expect(status.spendable == .zero && status.lastGrant.value == 0, words)
    // The rest of such a grant applies.
    case .renewedCertificate:
      #expect(status.spendable == .zero && status.lastGrant.value == 1, words)
    default:
      let isAsBefore = alice.storage.image == before
      #expect(isAsBefore, words)
    }
  }

  /// Whether the purse believes what this key has signed.
  private func attempt(
    _ statement: Statement, by role: Role, on alice: inout RealPurse, _ bank: RoleBank
  ) throws -> Bool {
    do {
      switch statement {
      case .certificate:
        let certificate = bank.certificate(7, bank.key(.otherPurse), by: role)
        _ = try alice.execute(.check(certificate: [UInt8](certificate)), time: nil)
      case .renewedCertificate:
        let own = try #require(alice.currentCertificate)
        let renewed = bank.certificate(1, own.content.key, by: role, days: 700)
        let grant = try bank.grant(&alice, certificate: renewed)
        _ = try alice.execute(.applyGrant(grant), time: nil)
        return alice.currentCertificate?.content.notAfter == renewed.content.notAfter
      case .issuer: try alice.learn(bank.authority(.issuer, 5, .nextIssuer, by: role))
      case .ledger: try alice.learn(bank.authority(.ledger, 6, .nextLedger, by: role, years: 20))
      case .succession: try alice.learn(bank.succession(1, to: .nextRoot, by: role))
      case .policy:
        let policy = [UInt8](bank.sign(bank.policy(2), role))
        _ = try alice.execute(.updatePolicy(policy), time: nil)
      case .blockList:
        let list = BlockList(
          number: 7, part: 0, parts: 1, time: bank.start, currency: bank.currency)
        _ = try alice.execute(.takeBlockList([UInt8](bank.sign(list, role))), time: nil)
      case .grant:
        _ = try alice.execute(.applyGrant(try bank.grant(&alice, by: role)), time: nil)
      case .request: try pay(by: role, from: &alice, bank)
      case .payment: try receive(by: role, on: &alice, bank)
      case .acceptance, .refusal: try decide(statement, by: role, on: &alice, bank)
      case .operators: return try isSet(by: role, bank)
      }
      return true
    } catch let error as PurseError {
      #expect(
        [.badCertificate, .badSignature, .policyRefused, .blockListRefused].contains(error),
        "\(error)")
      return false
    }
  }

  private func load(_ purse: inout RealPurse, _ bank: RoleBank) throws {
    _ = try purse.execute(.applyGrant(try bank.grant(&purse, load: 1_000)), time: nil)
  }

  /// A direct payment that names Alice, of a purse that the issuer vouches for.
  private func receive(by role: Role, on alice: inout RealPurse, _ bank: RoleBank) throws {
    let payment = Payment(
      payer: Serial(7), sequence: SequenceNumber(1), previous: .start,
      amount: try #require(Amount(minorUnits: 100)), payee: Serial(1), request: nil,
      verification: .none, sealed: nil)
    _ = try alice.execute(
      .accept(
        expected: alice.status.sequence.next, payment: [UInt8](bank.sign(payment, role)),
        certificate: [UInt8](bank.certificate(7, bank.key(.otherPurse))), sealed: [], pin: nil),
      time: nil)
  }

  /// Alice pays only whom she has verified.
  private func verifyPayees(_ alice: inout RealPurse, _ bank: RoleBank) throws {
    var policy = bank.policy(2)
    policy.verifyPayee = true
    _ = try alice.execute(.updatePolicy([UInt8](bank.sign(policy, .ledger))), time: nil)
  }

  /// Alice pays a request that names the other purse, with that one's certificate beside it.
  private func pay(by role: Role, from alice: inout RealPurse, _ bank: RoleBank) throws {
    let request = Request(
      payee: Serial(7), number: RequestNumber(1), amount: try #require(Amount(minorUnits: 100)),
      currency: bank.currency, policyNumber: 1, blockListNumber: 0)
    _ = try alice.execute(
      .pay(
        expected: alice.status.sequence.next, request: [UInt8](bank.sign(request, role)),
        certificate: [UInt8](bank.certificate(7, bank.key(.otherPurse))), pin: Array("1234".utf8)),
      time: nil)
  }

  private func decide(
    _ statement: Statement, by role: Role, on alice: inout RealPurse, _ bank: RoleBank
  ) throws {
    let pin = Array("1234".utf8)
    let reply = try alice.execute(
      .payDirect(
        expected: alice.status.sequence.next,
        amount: try #require(Amount(minorUnits: 100)), payee: Serial(7), certificate: [], pin: pin),
      time: nil)
    guard case .payment(let message, _) = reply else { throw PurseError.unknownPayment }
    let digest = try Signed<Payment>(message.span.bytes).digest(hash: SoftwareHash())
    let payee = [UInt8](bank.certificate(7, bank.key(.otherPurse)))
    let next = alice.status.sequence.next
    if statement == .acceptance {
      let acceptance = Acceptance(payment: digest, sequence: SequenceNumber(1))
      _ = try alice.execute(
        .takeAcceptance(
          expected: next, acceptance: [UInt8](bank.sign(acceptance, role)), certificate: payee),
        time: nil)
    } else {
      let refusal = Refusal(subject: .payment(digest))
      _ = try alice.execute(
        .takeRefusal(
          expected: next, refusal: [UInt8](bank.sign(refusal, role)), certificate: payee),
        time: nil)
    }
  }

  private func isSet(by role: Role, _ bank: RoleBank) throws -> Bool {
    let set = try #require(
      Operators(
        number: 1, currency: bank.currency, needed: 1, keys: [bank.key(.bankOperator)],
        notBefore: bank.start, notAfter: bank.start.adding(days: 1)))
    let approval = Approval(
      operatorID: OperatorID(bank.key(.bankOperator), hash: SoftwareHash()), operators: 1,
      currency: bank.currency, action: .rootKey(bank.key(.nextRoot)), number: 1,
      notAfter: bank.start)
    var packet = Packet(kind: .approvals, message: [UInt8](bank.sign(set, role)))
    packet.documents = [[UInt8](bank.sign(approval, .bankOperator))]
    let verifier = ApprovalVerifier(root: bank.key(.root), crypto: Verifier())
    do throws(ApprovalError) {
      _ = try verifier.verify(packet, time: bank.start)
      return true
    } catch {
      #expect(error == .operatorsNotOfRoot)
      return false
    }
  }
}

/// Public-key cryptography alone.
struct Verifier: SignatureVerifier {
  func hash(_ first: borrowing RawSpan, _ second: borrowing RawSpan) -> Word32 {
    SoftwareHash().hash(first, second)
  }

  func verify(_ signature: Signature, over digest: Digest, by key: PublicKey) -> Bool {
    key.parsed.map { signature.holds(over: digest, by: $0) } ?? false
  }
}
