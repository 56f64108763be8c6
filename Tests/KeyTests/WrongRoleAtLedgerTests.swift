import LedgerCrypto
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// What the ledger and whoever checks a proof are shown, signed by each of the bank's keys in turn.
@Suite("Every key in every role, at the ledger and in proofs") struct WrongRoleAtLedgerTests {
  @Test("KEY-26: an upload by any key but its purse's own is refused, and nothing is booked")
  func uploads() throws {
    var bank = try LedgerOfRoles()
    let upload = try bank.upload()
    let request = try Signed<SyncRequest>(upload.message.span.bytes).content
    for role in Role.allCases {
      var forged = upload
      forged.message = [UInt8](bank.roles.sign(request, role))
      try bank.refuses(.badSignature) { _ = try $0.sync(forged, time: bank.roles.start) }
    }
    _ = try bank.ledger.sync(upload, time: bank.roles.start)
    #expect(bank.ledger.book.purses[Serial(1)]?.shadow == LedgerOfRoles.loaded)
  }

  @Test("KEY-26: a claim by any key but the issuer's is refused, and the purse stays active")
  func claims() throws {
    for role in Role.allCases {
      var bank = try LedgerOfRoles()
      let claim = bank.roles.sign(
        Claim(
          issuer: AuthorityID(1), serial: Serial(1), account: bank.ledger.accountWord("Alice"),
          kind: .lost, number: ClaimNumber(1), time: bank.roles.start), role)
      if role == .issuer {
        try bank.ledger.take(claim: claim, time: bank.roles.start)
        #expect(bank.ledger.book.purses[Serial(1)]?.state == .suspended)
      } else {
        try bank.refuses(.badSignature) { try $0.take(claim: claim, time: bank.roles.start) }
      }
    }
  }

  @Test("KEY-26, LED-28: what a carrier brings counts only with its signer's key")
  func carried() throws {
    for role in Role.allCases {
      var bank = try LedgerOfRoles()
      let payment = bank.roles.sign(bank.payment(1, of: 100), role)
      var packet = try bank.upload()
      packet.documents = [Packet(kind: .payment, message: [UInt8](payment)).bytes]
      _ = try bank.ledger.sync(packet, time: bank.roles.start)
      let isEntered = bank.ledger.book.payments[payment.digest(hash: SoftwareHash())] != nil
      #expect(isEntered == (role == .otherPurse), "payment by \(role)")
    }
  }

  @Test("KEY-26, LED-28: a refusal that a carrier brings undoes nothing but by the payee's key")
  func refusals() throws {
    for role in Role.allCases {
      var bank = try LedgerOfRoles()
      let (upload, digest) = try bank.paid()
      var packet = upload
      let refusal = bank.roles.sign(Refusal(subject: .payment(digest)), role)
      let certificate = bank.roles.certificate(7, bank.roles.key(.otherPurse))
      packet.documents = [
        Packet(
          kind: .decision, message: [UInt8](refusal), certificate: [UInt8](certificate)
        ).bytes
      ]
      _ = try bank.ledger.sync(packet, time: bank.roles.start)
      let row = try #require(bank.ledger.book.payments[digest])
      #expect(row.refused == (role == .otherPurse), "refusal by \(role)")
      #expect((row.booking == .settled) == (role != .otherPurse), "refusal by \(role)")
      #expect(bank.ledger.book.proofs.rows.isEmpty)
    }
  }

  @Test("KEY-26, LED-70: each part of a proof counts only with its own signer's key")
  func proofs() throws {
    let bank = try LedgerOfRoles()
    let good = bank.proof()
    let root = bank.roles.key(.root)
    let authorities = [bank.roles.authority(.issuer, 1, .issuer)]
    let fault = try LedgerOfRoles.verify(good, authorities, root: root)
    #expect(fault == ProvenFault(serial: Serial(7), kind: .fork))
    for role in Role.allCases {
      let parts: [(String, Role, Packet, [[UInt8]], ProofError)] = [
        (
          "root's word", .root, good, [bank.roles.authority(.issuer, 1, .issuer, by: role)],
          .badAuthority
        ),
        ("certificate", .issuer, bank.proof(certificate: role), authorities, .badCertificate),
        ("first payment", .otherPurse, bank.proof(first: role), authorities, .badSignature),
        ("second payment", .otherPurse, bank.proof(second: role), authorities, .badSignature),
        (
          "grant", .ledger, try bank.proof(grant: role),
          authorities + [bank.roles.authority(.ledger, 2, .ledger)], .badSignature
        ),
      ]
      for (part, signer, packet, known, error) in parts {
        if role == signer {
          #expect(try LedgerOfRoles.verify(packet, known, root: root) == fault, "\(part)")
        } else {
          #expect(throws: error, "\(part) by \(role)") {
            try LedgerOfRoles.verify(packet, known, root: root)
          }
        }
      }
      if role != .root {
        #expect(throws: ProofError.badAuthority, "\(role) as root") {
          try LedgerOfRoles.verify(good, authorities, root: bank.roles.key(role))
        }
      }
    }
  }

  @Test(
    "KEY-26, LED-70: the root's word on a ledger makes nobody an issuer, nor the other way round")
  func swapped() throws {
    let bank = try LedgerOfRoles()
    let root = bank.roles.key(.root)
    #expect(throws: ProofError.badCertificate) {
      try LedgerOfRoles.verify(
        bank.proof(), [bank.roles.authority(.ledger, 1, .issuer)], root: root)
    }
    let issuers = [
      bank.roles.authority(.issuer, 1, .issuer), bank.roles.authority(.issuer, 2, .ledger),
    ]
    #expect(throws: ProofError.badSignature) {
      try LedgerOfRoles.verify(try bank.proof(grant: .ledger), issuers, root: root)
    }
  }
}

/// The ledger of a `RoleBank`, with Alice's purse, which has money, and purse 7, whose key is at hand.
private struct LedgerOfRoles {
  static let loaded = Amount(minorUnits: 1_000) ?? .zero

  let roles: RoleBank
  var ledger: Ledger<SoftwareLedgerCrypto>
  private var alice: RealPurse

  init() throws {
    roles = try RoleBank()
    alice = try roles.purse(1)
    let (issuer, ledgerKey) = (try #require(roles.keys[.issuer]), try #require(roles.keys[.ledger]))
    ledger = Ledger(
      book: Book(),
      rules: LedgerRules(
        currency: roles.currency, liquidity: .evidenceAndPool,
        policies: [9: [UInt8](roles.sign(roles.policy(1), .ledger))], certificateDays: 365,
        renewalDays: 30),
      crypto: SoftwareLedgerCrypto(
        ledgerKey: ledgerKey, issuerKeys: [AuthorityID(1): issuer], master: .zero))
    ledger.rules.ledgerKey = roles.key(.ledger)
    ledger.rules.issuers = [AuthorityID(1): roles.key(.issuer)]
    for (name, certificate) in [
      ("Alice", try #require(alice.currentCertificate)),
      ("Bob", roles.certificate(7, roles.key(.otherPurse))),
    ] {
      try ledger.openAccount(name)
      try ledger.issue(Self.loaded, to: name, time: roles.start)
      try ledger.register(certificate, account: name)
    }
    var wishes = SyncWishes()
    wishes.load = Self.loaded
    let upload = try upload(wishes)
    let grant = try ledger.sync(upload, time: roles.start).grant
    _ = try alice.execute(.applyGrant(grant), time: nil)
  }

  mutating func upload(_ wishes: SyncWishes = SyncWishes()) throws -> Packet {
    guard case .upload(let packet) = try alice.execute(.syncRequest(wishes), time: nil) else {
      throw UnexpectedReply()
    }
    return packet
  }

  /// Alice pays purse 7, and says so.
  mutating func paid() throws -> (upload: Packet, payment: Digest) {
    let reply = try alice.execute(
      .payDirect(
        expected: alice.status.sequence.next, amount: Amount(minorUnits: 100) ?? .zero,
        payee: Serial(7), certificate: [], pin: Array("1234".utf8)), time: nil)
    guard case .payment(let message, _) = reply else { throw UnexpectedReply() }
    let digest = try Signed<Payment>(message.span.bytes).digest(hash: SoftwareHash())
    return (try upload(), digest)
  }

  /// A payment that purse 7 might make as its first.
  func payment(_ sequence: UInt64, of amount: UInt64) -> Payment {
    Payment(
      payer: Serial(7), sequence: SequenceNumber(sequence), previous: .start,
      amount: Amount(minorUnits: amount) ?? .zero, payee: Serial(1), request: nil,
      verification: .none, sealed: nil)
  }

  /// A fork of purse 7, with one part signed by another key than is right.
  func proof(
    certificate: Role = .issuer, first: Role = .otherPurse, second: Role = .otherPurse
  ) -> Packet {
    var packet = Packet(
      kind: .proof,
      message: [UInt8](roles.certificate(7, roles.key(.otherPurse), by: certificate)))
    packet.proof = .fork
    packet.documents = [
      [UInt8](roles.sign(payment(1, of: 100), first)),
      [UInt8](roles.sign(payment(1, of: 200), second)),
    ]
    return packet
  }

  /// The same with a grant beside it, which this kind does not need, by some key.
  func proof(grant signer: Role) throws -> Packet {
    var alice = alice
    var packet = proof()
    packet.documents.append(try roles.grant(&alice, by: signer))
    return packet
  }

  static func verify(
    _ packet: Packet, _ authorities: [[UInt8]], root: PublicKey
  ) throws -> ProvenFault {
    try ProofVerifier(
      root: root, authorities: authorities.map { try Signed<Authority>($0.span.bytes) },
      crypto: Verifier()
    ).verify(packet)
  }

  /// Refused for this reason, and the books are as before.
  func refuses(
    _ error: LedgerError, _ act: (inout Ledger<SoftwareLedgerCrypto>) throws -> Void,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var copy = ledger
    #expect(throws: error, sourceLocation: sourceLocation) { try act(&copy) }
    #expect(copy.book.purses[Serial(1)] == ledger.book.purses[Serial(1)])
    #expect(copy.book.purses[Serial(7)] == ledger.book.purses[Serial(7)])
    #expect(copy.book.accounts["Alice"] == ledger.book.accounts["Alice"])
    #expect(copy.book.transactions.count == ledger.book.transactions.count)
    #expect(copy.book.proofs.rows.isEmpty)
  }
}
