import Payment
import Purse
import Settlement
import Wire

/// A purse of the test world.
public typealias ModelPurse = Purse<ModelPurseCrypto, MemoryStorage>
/// A ledger of the test world.
public typealias ModelLedger = Ledger<ModelLedgerCrypto>

/// A central bank of the test world: its keys, the ledger, and purses made to measure.
public struct ModelBank: Sendable {
  public var ledger: ModelLedger
  public private(set) var keys: ModelKeys
  private let currency: CurrencyCode
  private var nextSerial: UInt64 = 1

  /// Certificates last this long after `start`.
  public static let lifetimeDays: UInt32 = 365
  public static let start = LedgerTime(seconds: 1_800_000_000)
  static let master: UInt64 = 77

  public init(currency: CurrencyCode, liquidity: Liquidity, policies: [Policy]) {
    self.init(liquidity: liquidity, policies: policies, keys: ModelKeys(currency: currency))
  }

  /// - Parameter keys: of one suite, as purses of suite 3 want it (SUI-25).
  init(liquidity: Liquidity, policies: [Policy], keys: ModelKeys) {
    self.keys = keys
    currency = keys.issuer.content.currency
    var messages: [UInt16: [UInt8]] = [:]
    for policy in policies {
      messages[policy.id] = [UInt8](ModelMath.signed(policy, keys.ledgerSecret))
    }
    var rules = LedgerRules(
      currency: currency, liquidity: liquidity, policies: messages,
      certificateDays: Self.lifetimeDays, renewalDays: 30)
    keys.apply(to: &rules)
    ledger = Ledger(book: Book(), rules: rules, crypto: keys.crypto)
  }

  public var issuer: Signed<Authority> { keys.issuer }
  public var authority: Signed<Authority> { keys.ledger }
  public var rootKey: PublicKey { keys.rootKey }

  /// Puts a new key into force.
  public mutating func rollOver(_ role: ModelKeyRole, time: LedgerTime) {
    var new = keys
    new.rollOver(role, time: time)
    take(new)
  }

  /// Goes on with these keys: a ledger that is restored does not go back to older ones.
  mutating func take(_ keys: ModelKeys) {
    self.keys = keys
    let believesAll = ledger.crypto.believesAll
    ledger.crypto = keys.crypto
    ledger.crypto.believesAll = believesAll
    keys.apply(to: &ledger.rules)
    let list = ledger.rules.blockList
    ledger.restoreBlockList(number: list.number, time: list.time, entries: list.entries)
  }

  /// Signs a policy, or a grant that no ledger of ours would give, as the ledger.
  public func signed<Content: MessageContent>(_ content: Content) -> Signed<Content> {
    ModelMath.signed(content, keys.ledgerSecret)
  }

  /// The issuer's word on what became of a purse.
  /// - Parameter issuer: another than the purse's own, for those who try.
  public func claim(
    _ kind: ClaimKind, on serial: Serial, account: String, number: ClaimNumber,
    replacement: Serial? = nil, issuer: AuthorityID? = nil, time: LedgerTime
  ) -> Signed<Claim> {
    ModelMath.signed(
      Claim(
        issuer: issuer ?? self.issuer.content.id, serial: serial,
        account: ledger.accountWord(account), kind: kind, number: number, time: time,
        replacement: replacement), keys.issuerSecret)
  }

  /// Makes, registers and personalises a purse with PIN 1234.
  /// - Parameters:
  ///   - account: must exist.
  ///   - suite: what its key signs with.
  ///   - supports: the suites that it knows.
  public mutating func issuePurse(
    policy: Policy, account: String, kind: DeviceKind, bankSize: Int,
    besides siblings: [Serial] = [], suite: Suite = .es256, supports: SuiteSet = .es256,
    time: LedgerTime = start
  ) throws -> ModelPurse {
    var purse = ModelPurse(
      crypto: ModelPurseCrypto(seed: nextSerial, suites: supports),
      storage: MemoryStorage(bankSize: bankSize))
    let data = try personalisation(
      of: try purse.generateKey(of: suite), policy: policy, account: account, kind: kind,
      besides: siblings, time: time)
    purse.bring(keys.seconds(beside: data).items)
    try purse.personalise(data, pin: Self.pin())
    for old in keys.olderIssuers where old.content.notAfter >= time {
      _ = try purse.execute(.learnAuthority([UInt8](old)), time: nil)
    }
    return purse
  }

  /// Registers the key of a purse and gives what is to be put into it.
  /// - Parameter account: must exist.
  public mutating func personalisation(
    of key: PublicKey, policy: Policy, account: String, kind: DeviceKind,
    besides siblings: [Serial] = [], time: LedgerTime = start
  ) throws -> Personalisation {
    let serial = Serial(nextSerial)
    nextSerial += 1
    let certificate = ModelMath.signed(
      Certificate(
        issuer: issuer.content.id, serial: serial, key: key, kind: kind,
        policyID: policy.id, policyNumber: policy.number, reporting: policy.reporting,
        currency: currency, appletVersion: 1, notBefore: time,
        notAfter: time.adding(days: Self.lifetimeDays)), keys.issuerSecret)
    try ledger.register(certificate, account: account, besides: siblings)
    return Personalisation(
      certificate: certificate, issuer: issuer, ledger: authority,
      policy: ModelMath.signed(policy, keys.ledgerSecret), rootKey: rootKey,
      purseKey: ModelMath.purseKey(Self.master, serial), time: time)
  }

  /// The PIN of every purse of the test world.
  public static func pin() throws(PurseError) -> PIN {
    let digits: [UInt8] = [0x31, 0x32, 0x33, 0x34]
    return try PIN(ascii: digits.span.bytes)
  }
}
