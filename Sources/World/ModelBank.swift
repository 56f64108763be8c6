import Purse
import Settlement
import Wire

/// A purse of the test world.
public typealias ModelPurse = Purse<ModelPurseCrypto, MemoryStorage>
/// A ledger of the test world.
public typealias ModelLedger = Ledger<ModelLedgerCrypto>

/// A central bank of the test world: root, one issuer, the ledger, and purses made to measure.
public struct ModelBank: Sendable {
  public var ledger: ModelLedger
  public let issuer: Signed<Authority>
  public let authority: Signed<Authority>
  public let rootKey: PublicKey
  private let rootSecret = Word32(1, 2, 3, 4)
  private let issuerSecret = Word32(5, 6, 7, 8)
  private let ledgerSecret = Word32(9, 10, 11, 12)
  private let currency: CurrencyCode
  private var nextSerial: UInt64 = 1

  /// Certificates last this long after `start`.
  public static let lifetimeDays: UInt32 = 365
  public static let start = LedgerTime(seconds: 1_800_000_000)

  public init(currency: CurrencyCode, liquidity: Liquidity, policies: [Policy]) {
    self.currency = currency
    rootKey = ModelMath.publicKey(rootSecret)
    issuer = Self.certify(
      .issuer, AuthorityID(0xA1), issuerSecret, currency, by: rootSecret)
    authority = Self.certify(
      .ledger, AuthorityID(0xB1), ledgerSecret, currency, by: rootSecret)
    let crypto = ModelLedgerCrypto(
      master: 77, ledgerSecret: ledgerSecret, issuerSecrets: [AuthorityID(0xA1): issuerSecret])
    var messages: [UInt16: [UInt8]] = [:]
    for policy in policies {
      messages[policy.id] = [UInt8](Self.sign(policy, ledgerSecret))
    }
    let rules = LedgerRules(
      currency: currency, liquidity: liquidity, policies: messages,
      certificateDays: Self.lifetimeDays, renewalDays: 30)
    ledger = Ledger(book: Book(), rules: rules, crypto: crypto)
    ledger.rules.issuers = [issuer.content.id: issuer.content.key]
  }

  /// Signs a policy, or a grant that no ledger of ours would give, as the ledger.
  public func signed<Content: MessageContent>(_ content: Content) -> Signed<Content> {
    Self.sign(content, ledgerSecret)
  }

  /// The issuer's word on what became of a purse.
  /// - Parameter issuer: another than the purse's own, for those who try.
  public func claim(
    _ kind: ClaimKind, on serial: Serial, account: String, number: ClaimNumber,
    replacement: Serial? = nil, issuer: AuthorityID? = nil, time: LedgerTime
  ) -> Signed<Claim> {
    Self.sign(
      Claim(
        issuer: issuer ?? self.issuer.content.id, serial: serial,
        account: ledger.accountWord(account), kind: kind, number: number, time: time,
        replacement: replacement), issuerSecret)
  }

  /// Makes, registers and personalises a purse with PIN 1234.
  /// - Parameters:
  ///   - account: must exist.
  ///   - suite: what its key signs with.
  ///   - supports: the suites that it knows.
  public mutating func issuePurse(
    policy: Policy, account: String, kind: DeviceKind, bankSize: Int,
    besides siblings: [Serial] = [], suite: Suite = .es256, supports: SuiteSet = .es256
  ) throws -> ModelPurse {
    var purse = ModelPurse(
      crypto: ModelPurseCrypto(seed: nextSerial, suites: supports),
      storage: MemoryStorage(bankSize: bankSize))
    let data = try personalisation(
      of: try purse.generateKey(of: suite), policy: policy, account: account, kind: kind,
      besides: siblings)
    try purse.personalise(data, pin: Self.pin())
    return purse
  }

  /// Registers the key of a purse and gives what is to be put into it.
  /// - Parameter account: must exist.
  public mutating func personalisation(
    of key: PublicKey, policy: Policy, account: String, kind: DeviceKind,
    besides siblings: [Serial] = []
  ) throws -> Personalisation {
    let serial = Serial(nextSerial)
    nextSerial += 1
    let certificate = Self.sign(
      Certificate(
        issuer: issuer.content.id, serial: serial, key: key, kind: kind,
        policyID: policy.id, policyNumber: policy.number, reporting: policy.reporting,
        currency: currency, appletVersion: 1, notBefore: Self.start,
        notAfter: Self.start.adding(days: Self.lifetimeDays)), issuerSecret)
    try ledger.register(certificate, account: account, besides: siblings)
    return Personalisation(
      certificate: certificate, issuer: issuer, ledger: authority,
      policy: Self.sign(policy, ledgerSecret), rootKey: rootKey,
      purseKey: ModelMath.purseKey(77, serial), time: Self.start)
  }

  /// The PIN of every purse of the test world.
  public static func pin() throws(PurseError) -> PIN {
    let digits: [UInt8] = [0x31, 0x32, 0x33, 0x34]
    return try PIN(ascii: digits.span.bytes)
  }

  private static func certify(
    _ role: AuthorityRole, _ id: AuthorityID, _ secret: Word32, _ currency: CurrencyCode,
    by root: Word32
  ) -> Signed<Authority> {
    sign(
      Authority(
        id: id, role: role, key: ModelMath.publicKey(secret), currency: currency,
        notBefore: start, notAfter: start.adding(days: 10 * lifetimeDays)), root)
  }

  private static func sign<Content: MessageContent>(
    _ content: Content, _ secret: Word32
  ) -> Signed<Content> {
    let digest = content.digest(hash: ModelPurseCrypto(seed: 0))
    return Signed(content: content, signature: ModelMath.sign(digest, secret: secret))
  }
}
