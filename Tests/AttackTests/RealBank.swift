import LedgerCrypto
import Payment
import Purse
import PurseCrypto
import Settlement
import Testing
import Wire
import World

/// A small central bank with real cryptography.
struct RealBank {
  var ledger: Ledger<SoftwareLedgerCrypto>
  private let root: SigningKey
  private let issuerKey: SigningKey
  private let ledgerKey: SigningKey
  private let master = Word32(1, 2, 3, 4)
  private let policy: Signed<Policy>
  private let currency: CurrencyCode

  /// - Parameter change: of the policy of all purses.
  init(
    root: Wire.Suite = .es256, issuer: Wire.Suite = .es256, ledger ledgerSuite: Wire.Suite = .es256,
    _ change: (inout Policy) -> Void = { _ in }
  ) throws {
    self.root = try #require(SigningKey(root))
    issuerKey = try #require(SigningKey(issuer))
    ledgerKey = try #require(SigningKey(ledgerSuite))
    var rules = try Play.policy()
    change(&rules)
    currency = rules.currency
    policy = ledgerKey.sign(rules)
    ledger = Ledger(
      book: Book(),
      rules: LedgerRules(
        currency: currency, liquidity: .evidenceAndPool, policies: [rules.id: [UInt8](policy)],
        certificateDays: 365, renewalDays: 30),
      crypto: SoftwareLedgerCrypto(
        ledger: ledgerKey, issuers: [AuthorityID(1): issuerKey],
        master: MemoryMaster(master)))
    ledger.rules.ledgerKey = ledgerKey.publicKey
    ledger.rules.issuers = [AuthorityID(1): issuerKey.publicKey]
  }

  /// - Parameter supports: the suites that the purse knows.
  mutating func issue(
    _ number: UInt64, _ suite: Wire.Suite = .es256,
    supports: SuiteSet = SoftwarePurseCrypto.supported
  ) throws -> MalleabilityTests.RealPurse {
    let serial = Serial(number)
    var purse = MalleabilityTests.RealPurse(
      crypto: SoftwarePurseCrypto(suites: supports), storage: MemoryStorage(bankSize: 32_768))
    let certificate = try register(try purse.generateKey(of: suite), number)
    purse.bring(seconds(of: certificate).items)
    let data = Personalisation(
      certificate: certificate, issuer: authority(.issuer, AuthorityID(1), issuerKey),
      ledger: authority(.ledger, AuthorityID(2), ledgerKey), policy: policy,
      rootKey: root.publicKey,
      purseKey: PurseKey(Sealing.purseKey(master: master, serial: serial)), time: ModelBank.start)
    try purse.personalise(data, pin: ModelBank.pin())
    return purse
  }

  /// Opens an account with money in it, and registers a key that loads from there.
  mutating func register(
    _ key: Wire.PublicKey, _ number: UInt64
  ) throws -> Signed<Certificate> {
    let account = "Account \(number)"
    try ledger.openAccount(account)
    try ledger.issue(Play.sek(1_000), to: account, time: ModelBank.start)
    let certificate = issuerKey.sign(
      Certificate(
        issuer: AuthorityID(1), serial: Serial(number), key: key, kind: .card,
        policyID: policy.content.id, policyNumber: 1, reporting: .full, currency: currency,
        appletVersion: 1, notBefore: ModelBank.start,
        notAfter: ModelBank.start.adding(days: 365)))
    try ledger.register(certificate, account: account)
    return certificate
  }

  /// The second signatures of what speaks for a purse, where root, issuer and ledger are of suite 3.
  func seconds(of certificate: Signed<Certificate>) -> SecondSignatures {
    let hash = SoftwareHash()
    var all = issuerKey.seconds(of: certificate.digest(hash: hash))
    all.form(union: ledgerKey.seconds(of: policy.digest(hash: hash)))
    for authority in [
      authority(.issuer, AuthorityID(1), issuerKey), authority(.ledger, AuthorityID(2), ledgerKey),
    ] { all.form(union: root.seconds(of: authority.digest(hash: hash))) }
    return all
  }

  /// Checks a proof as a third party would.
  func verify(_ proof: Packet) throws -> ProvenFault {
    let authorities = [
      authority(.issuer, AuthorityID(1), issuerKey), authority(.ledger, AuthorityID(2), ledgerKey),
    ]
    var seconds = SecondSignatures()
    for authority in authorities {
      seconds.form(union: root.seconds(of: authority.digest(hash: SoftwareHash())))
    }
    return try ProofVerifier(
      root: root.publicKey, authorities: authorities, crypto: SoftwareVerifier(), seconds: seconds
    ).verify(proof)
  }

  func rootSeconds(of digest: Digest) -> SecondSignatures { root.seconds(of: digest) }

  func authority(
    _ role: AuthorityRole, _ id: AuthorityID, _ key: SigningKey, days: UInt32 = 3_650
  ) -> Signed<Authority> {
    root.sign(
      Authority(
        id: id, role: role, key: key.publicKey, currency: currency, notBefore: ModelBank.start,
        notAfter: ModelBank.start.adding(days: days)))
  }

  mutating func upload(
    _ purse: inout MalleabilityTests.RealPurse, load: Amount = .zero
  ) throws -> Packet {
    var wishes = SyncWishes()
    wishes.load = load
    guard case .upload(let packet) = try purse.execute(.syncRequest(wishes), time: nil) else {
      throw UnexpectedReply()
    }
    return packet
  }

  mutating func sync(
    _ purse: inout MalleabilityTests.RealPurse, load: Amount = .zero, documents: [Packet] = [],
    time: LedgerTime = ModelBank.start
  ) throws {
    var packet = try upload(&purse, load: load)
    packet.documents = documents.map(\.bytes)
    let outcome = try ledger.sync(packet, time: time)
    purse.bring(outcome.seconds)
    _ = try purse.execute(.applyGrant(outcome.grant), time: nil)
  }

  func request(_ purse: inout MalleabilityTests.RealPurse, _ amount: Amount) throws -> Packet {
    let number = purse.status.requestNumber.next
    return try packet(.request, &purse, .request(number: number, amount: amount))
  }

  @discardableResult
  func pay(_ purse: inout MalleabilityTests.RealPurse, _ request: Packet) throws -> Packet {
    try purse.verify(pin: ModelBank.pin())
    purse.bring(request.seconds)
    return try packet(
      .payment, &purse,
      .pay(
        expected: purse.status.sequence.next, request: request.message,
        certificate: request.certificate ?? []))
  }

  func payDirect(
    _ purse: inout MalleabilityTests.RealPurse, to payee: Serial, _ amount: Amount
  ) throws -> Packet {
    try purse.verify(pin: ModelBank.pin())
    return try packet(
      .payment, &purse,
      .payDirect(
        expected: purse.status.sequence.next, amount: amount, payee: payee, certificate: []))
  }

  @discardableResult
  func accept(_ purse: inout MalleabilityTests.RealPurse, _ payment: Packet) throws -> Packet {
    try purse.verify(pin: ModelBank.pin())
    purse.bring(payment.seconds)
    return try packet(
      .decision, &purse,
      .accept(
        expected: purse.status.sequence.next, payment: payment.message,
        certificate: payment.certificate ?? [], sealed: []))
  }

  func refuse(_ purse: inout MalleabilityTests.RealPurse, _ payment: Packet) throws -> Packet {
    try packet(
      .decision, &purse,
      .refusePayment(expected: purse.status.sequence.next, payment: payment.message))
  }

  func take(_ purse: inout MalleabilityTests.RealPurse, _ decision: Packet) throws {
    let next = purse.status.sequence.next
    purse.bring(decision.seconds)
    let certificate = decision.certificate ?? []
    let isRefusal = (try? Signed<Refusal>(decision.message.span.bytes)) != nil
    _ = try purse.execute(
      isRefusal
        ? .takeRefusal(expected: next, refusal: decision.message, certificate: certificate)
        : .takeAcceptance(expected: next, acceptance: decision.message, certificate: certificate),
      time: nil)
  }

  /// Runs a command and packs its answer with the purse's certificate.
  private func packet(
    _ kind: Packet.Kind, _ purse: inout MalleabilityTests.RealPurse, _ command: PurseCommand
  ) throws -> Packet {
    var packet = Packet(kind: kind, message: [], certificate: purse.certificateMessage)
    switch try purse.execute(command, time: nil) {
    case .message(let message): packet.message = message
    case .payment(let message, let sealed):
      packet.message = message
      packet.sealed = sealed
    default: throw UnexpectedReply()
    }
    return try purse.withSeconds(packet)
  }
}
