import Crypto
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
  private let root = P256.Signing.PrivateKey()
  private let issuerKey = P256.Signing.PrivateKey()
  private let ledgerKey = P256.Signing.PrivateKey()
  private let master = Word32(1, 2, 3, 4)
  private let policy: Signed<Policy>
  private let currency: CurrencyCode

  init() throws {
    let rules = try Play.policy()
    currency = rules.currency
    policy = Self.sign(rules, ledgerKey)
    ledger = Ledger(
      book: Book(),
      rules: LedgerRules(
        currency: currency, liquidity: .evidenceAndPool, policies: [rules.id: [UInt8](policy)],
        certificateDays: 365, renewalDays: 30),
      crypto: SoftwareLedgerCrypto(
        ledgerKey: ledgerKey, issuerKeys: [AuthorityID(1): issuerKey], master: master))
  }

  mutating func issue(_ number: UInt64) throws -> MalleabilityTests.RealPurse {
    let serial = Serial(number)
    let account = "Account \(number)"
    try ledger.openAccount(account)
    try ledger.issue(Play.sek(1_000), to: account, time: ModelBank.start)
    var purse = MalleabilityTests.RealPurse(
      crypto: SoftwarePurseCrypto(), storage: MemoryStorage(bankSize: 32_768))
    let certificate = Self.sign(
      Certificate(
        issuer: AuthorityID(1), serial: serial, suite: .es256, key: try purse.generateKey(),
        kind: .card, policyID: policy.content.id, policyNumber: 1, reporting: .full,
        currency: currency, appletVersion: 1, notBefore: ModelBank.start,
        notAfter: ModelBank.start.adding(days: 365)), issuerKey)
    try ledger.register(certificate, account: account)
    let data = Personalisation(
      certificate: certificate, issuer: authority(.issuer, AuthorityID(1), issuerKey),
      ledger: authority(.ledger, AuthorityID(2), ledgerKey), policy: policy,
      rootKey: Wire.PublicKey(root.publicKey),
      purseKey: PurseKey(Sealing.purseKey(master: master, serial: serial)), time: ModelBank.start)
    try purse.personalise(data, pin: ModelBank.pin())
    return purse
  }

  private func authority(
    _ role: AuthorityRole, _ id: AuthorityID, _ key: P256.Signing.PrivateKey
  ) -> Signed<Authority> {
    Self.sign(
      Authority(
        id: id, role: role, suite: .es256, key: Wire.PublicKey(key.publicKey), currency: currency,
        notBefore: ModelBank.start, notAfter: ModelBank.start.adding(days: 3_650)), root)
  }

  private static func sign<Content: MessageContent>(
    _ content: Content, _ key: P256.Signing.PrivateKey
  ) -> Signed<Content> {
    Signed(
      content: content,
      signature: PurseCrypto.sign(content.digest(hash: SoftwareHash()), with: key))
  }

  mutating func sync(
    _ purse: inout MalleabilityTests.RealPurse, load: Amount = .zero, documents: [Packet] = []
  ) throws {
    var wishes = SyncWishes()
    wishes.load = load
    guard case .upload(var packet) = try purse.execute(.syncRequest(wishes), time: nil) else {
      return
    }
    packet.documents = documents.map(\.bytes)
    let outcome = try ledger.sync(packet, time: ModelBank.start)
    _ = try purse.execute(.applyGrant(outcome.grant), time: nil)
  }

  func payDirect(
    _ purse: inout MalleabilityTests.RealPurse, to payee: Serial, _ amount: Amount
  ) throws -> Packet {
    try purse.verify(pin: ModelBank.pin())
    let reply = try purse.execute(
      .payDirect(
        expected: purse.status.sequence.next, amount: amount, payee: payee, certificate: []),
      time: nil)
    guard case .payment(let message, let sealed) = reply else { throw PurseError.unknownPayment }
    return Packet(
      kind: .payment, message: message, certificate: purse.certificateMessage, sealed: sealed)
  }

  func accept(_ purse: inout MalleabilityTests.RealPurse, _ payment: Packet) throws {
    try purse.verify(pin: ModelBank.pin())
    _ = try purse.execute(
      .accept(
        expected: purse.status.sequence.next, payment: payment.message,
        certificate: payment.certificate ?? [], sealed: []), time: nil)
  }
}
